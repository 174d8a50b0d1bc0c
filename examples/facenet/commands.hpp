// SPDX-License-Identifier: MIT
/// The subcommands: each file adds its own to the command line. A new one is a new file, a line here and one in main().
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "photos/pipeline.hpp"

namespace program {

/// What the chosen subcommand does once the command line is understood; returns the exit code.
using Command = std::function<int()>;

/// Exit codes. All but `verify` know only the first and the last.
enum ExitCode : int { kSuccess = 0, kDifferent = 1, kError = 2 };

void add_verify(CLI::App& app, Command& chosen);
void add_people(CLI::App& app, Command& chosen);
void add_embed(CLI::App& app, Command& chosen);
void add_enroll(CLI::App& app, Command& chosen);
void add_identify(CLI::App& app, Command& chosen);
void add_remove(CLI::App& app, Command& chosen);
void add_list(CLI::App& app, Command& chosen);
void add_cluster(CLI::App& app, Command& chosen);
void add_bench(CLI::App& app, Command& chosen);

inline constexpr char kPhotosHelp[] = "photos, folders of photos, and patterns like '*.jpg'";
void add_evaluate(CLI::App& app, Command& chosen);

/// --models, --model and --min-face, which all subcommands share.
inline void add_model_options(CLI::App& command, ModelOptions& options) {
    command.add_option("--models", options.folder, "folder of the blobs (else FACENET_MODELS, else beside the build)");
    command.add_option("--model", options.model, "embedder: a blob, or its name in that folder");
    command.add_option("--min-face", options.min_face, "smallest face to look for, in pixels")
        ->check(CLI::Range(12.0, 10000.0))
        ->capture_default_str();
}

/// The model's options, and --threads and --cache of the subcommands that look at many photos.
inline void add_pipeline_options(CLI::App& command, PipelineOptions& options) {
    add_model_options(command, options);
    command.add_option("--threads", options.threads, "photos to look at at once (0: one for each processor)");
    command.add_option("--cache", options.cache,
                       "keep what is found in this file: a run that was interrupted goes on, a second one is quick");
}

}  // namespace program
