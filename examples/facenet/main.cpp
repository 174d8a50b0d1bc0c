// SPDX-License-Identifier: MIT
/// facenet: who is in these photos?
#include <cstdio>
#include <exception>

#include "commands.hpp"

int main(int argc, char** argv) {
    program::set_program_path(argv[0]);
    CLI::App app("Finds faces in photos and says which of them are the same person.", "facenet");
    app.set_version_flag("--version", FACENET_VERSION);
    app.require_subcommand(1);
    program::Command chosen;
    program::add_verify(app, chosen);
    program::add_people(app, chosen);
    program::add_cluster(app, chosen);
    program::add_enroll(app, chosen);
    program::add_identify(app, chosen);
    program::add_list(app, chosen);
    program::add_remove(app, chosen);
    program::add_embed(app, chosen);
    program::add_bench(app, chosen);
    program::add_evaluate(app, chosen);
    try {
        app.parse(argc, argv);
        return chosen();
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? program::kSuccess : program::kError;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "facenet: %s\n", error.what());
        return program::kError;
    }
}
