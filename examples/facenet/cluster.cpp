// SPDX-License-Identifier: MIT
/// facenet cluster PHOTO_OR_FOLDER...: as `people`, by any method; or of embeddings that are in a file already.
#include <algorithm>
#include <map>
#include <thread>

#include "album/album.hpp"
#include "commands.hpp"
#include "photos/npy.hpp"
#include "photos/report.hpp"

namespace program {
namespace {

struct Options : PipelineOptions {
    std::vector<std::string> arguments;
    std::string embeddings;
    GroupingOptions grouping;
    AlbumOptions album;
};

int cluster_matrix(const Options& options) {
    const Matrix matrix = read_npy(options.embeddings);
    const Models models(options, false);
    if (matrix.columns != static_cast<std::size_t>(models.recipe().embedding_size))
        throw facenet::Error(options.embeddings + ": expected rows of " +
                             std::to_string(models.recipe().embedding_size) + " numbers as " + models.name() +
                             " makes them, found " + std::to_string(matrix.columns));
    const facenet::FloatRows rows{matrix.values.data(), matrix.rows, static_cast<int>(matrix.columns)};
    std::vector<int> sizes;
    const std::vector<int> label = numbered_by_size(group_rows(models.recipe(), rows, {}, options.grouping), sizes);
    if (options.album.json) {
        print({{"labels", label}, {"sizes", sizes}, {"model", models.name()}});
    } else {
        for (const int number : label)
            std::printf("%d\n", number);
        std::fprintf(stderr, "facenet: %zu embeddings of %zu people\n", label.size(), sizes.size());
    }
    return kSuccess;
}

int cluster(Options options) {
    GroupingOptions& grouping = options.grouping;
    grouping.threads = options.threads != 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    if (!options.embeddings.empty()) return cluster_matrix(options);
    if (options.arguments.empty()) throw facenet::Error("cluster: expected photos or --embeddings, found neither");
    report(make_album(options.arguments, options, grouping, options.album), options.album, options.threads);
    return kSuccess;
}

}  // namespace

void add_cluster(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    GroupingOptions& grouping = options->grouping;
    CLI::App* command = app.add_subcommand("cluster", "Group faces or embeddings by a method of your choice");
    CLI::Option* photos = command->add_option("PHOTO_OR_FOLDER", options->arguments, kPhotosHelp);
    command
        ->add_option("--embeddings", options->embeddings,
                     "a matrix of `facenet embed --npy` instead of photos; prints the number of each row's person")
        ->excludes(photos);
    const std::map<std::string, facenet::Linkage> linkages{{"average", facenet::Linkage::average},
                                                           {"complete", facenet::Linkage::complete},
                                                           {"single", facenet::Linkage::single}};
    CLI::Option* linkage =
        command
            ->add_option("--linkage", grouping.linkage, "distance of clusters: average (default), complete or single")
            ->transform(CLI::CheckedTransformer(linkages, CLI::ignore_case));
    CLI::Option* threshold =
        command->add_option("--threshold", grouping.threshold, "join what is closer (else the model's own threshold)");
    CLI::Option* number = command->add_option("--number", grouping.number, "so many people, whatever the distances")
                              ->check(CLI::PositiveNumber)
                              ->excludes(threshold);
    CLI::Option* graph =
        command
            ->add_flag("--graph", grouping.graph,
                       "Chinese whispers in the graph of nearest neighbours: for 20,000 faces and more")
            ->excludes(linkage)
            ->excludes(number);
    command->add_option("--neighbours", grouping.neighbours, "neighbours of each face in that graph")
        ->check(CLI::PositiveNumber)
        ->needs(graph)
        ->capture_default_str();
    command->add_flag("--collage", grouping.collage, "one photo may show a person twice");
    add_album_options(*command, options->album);
    add_pipeline_options(*command, *options);
    command->footer(
        "Examples:\n"
        "  facenet cluster photos/ --linkage complete --threshold 0.55   only what is close to all of a group joins "
        "it\n"
        "  facenet cluster photos/ --number 12 --html people.html        when it is known how many people there are\n"
        "  facenet cluster photos/ --graph --cache faces.jsonl           many thousands of photos\n"
        "  facenet embed photos/ --all --npy e.npy && facenet cluster --embeddings e.npy\n"
        "Exit code 0: done (photos that cannot be used are named), 2: error.");
    command->callback([options, &chosen] { chosen = [options] { return cluster(*options); }; });
}

}  // namespace program
