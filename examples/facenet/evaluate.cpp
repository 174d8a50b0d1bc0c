// SPDX-License-Identifier: MIT
/// facenet evaluate FOLDER: how well does the model recognise these people?
#include <fstream>

#include "commands.hpp"
#include "evaluation/evaluation.hpp"

namespace program {
namespace {

struct Options : PipelineOptions {
    ComparisonOptions comparison;
    EvaluationOptions evaluation;
    std::string html;
    bool json = false, crop = false, angular = false;
};

constexpr char kExplanation[] = R"(What is compared, one of:
  facenet evaluate PEOPLE                       a folder with one folder for each person: all pairs of photos
  facenet evaluate LFW --pairs pairs.txt        LFW's list; photos are LFW/NAME/NAME_0001.jpg and so on
  facenet evaluate --csv pairs.csv              columns file_x, file_y, Decision (Yes or No), and group if you like;
                                                photos are beside the CSV, or in the folder given before --csv
  facenet evaluate YTF --youtube splits.txt     YouTube Faces: tracks are folders of frames

Of several faces in a photo, the one counts that is large and near the middle. Photos without a face are listed with
the reason; their pairs are left out.

What the figures mean:
  accuracy    right verdicts of all, at the model's threshold
  VAL, FAR    pairs of one person that are accepted; pairs of different people that are accepted
  AUC         how often a pair of one person is closer than a pair of different people (1: always)
  EER         the error where as many of one person are refused as of different people accepted
  intervals   of 95 %: what these figures might have been with other people (bootstrap by identity)

Where the list has folds, LFW's protocol is run as well; --mirror --subtract-mean --angular are its options. Example:
  facenet evaluate lfw --pairs pairs.txt --cache lfw.cache --html lfw.html)";

int run(const Options& options) {
    const ComparisonOptions& input = options.comparison;
    if (input.folder.empty() && input.csv.empty())
        throw facenet::Error(
            "evaluate: expected a folder of photos or --csv, found neither (see facenet evaluate --help)");
    const Comparison comparison = read_comparison(input);
    if (comparison.tracks && options.evaluation.mirror)
        throw facenet::Error("evaluate: --mirror is for photos, not for tracks");
    const Models models(options, options.crops != Crops::all);
    const std::vector<Findings> findings = look_at(models, comparison.photos, options);
    const std::vector<int> faces = chosen_faces(comparison.photos, findings, options.threads);
    const Evaluation evaluation = evaluate(models, comparison, findings, faces, options.evaluation, options.threads);
    if (!options.html.empty()) {
        std::ofstream file(options.html, std::ios::binary);
        file << evaluation_page(models.name(), comparison, evaluation, findings, faces);
        file.close();
        if (!file) throw facenet::Error(options.html + ": cannot be written");
    }
    if (options.json) print(evaluation_json(models.name(), comparison, evaluation));
    else print_evaluation(models.name(), comparison, evaluation);
    return kSuccess;
}

}  // namespace

void add_evaluate(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("evaluate", "How well does the model recognise the people of your photos?");
    command->footer(kExplanation);
    command->add_option("FOLDER", options->comparison.folder, "folder of the photos");
    CLI::Option* pairs = command->add_option("--pairs", options->comparison.pairs, "LFW's pairs.txt");
    CLI::Option* csv = command->add_option("--csv", options->comparison.csv, "pairs in a CSV file");
    CLI::Option* youtube = command->add_option("--youtube", options->comparison.youtube, "splits of YouTube Faces");
    pairs->excludes(csv)->excludes(youtube);
    csv->excludes(youtube);
    command->add_option("--images", options->comparison.folder, "the same as FOLDER");
    command
        ->add_option("--folds", options->comparison.folds, "run the protocol with so many folds of neighbouring pairs")
        ->check(CLI::Range(2, 1000));
    command->add_option("--far", options->evaluation.fars, "FARs at which VAL and a threshold are wanted: 0.001,0.01")
        ->check(CLI::Range(0.0, 1.0))
        ->delimiter(',')
        ->allow_extra_args(false)
        ->capture_default_str();
    command->add_option("--protocol-far", options->evaluation.protocol.far, "FAR at which the protocol reports VAL")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_flag("--mirror", options->evaluation.mirror,
                      "protocol: mirrored images' embeddings beside the others");
    command->add_flag("--subtract-mean", options->evaluation.protocol.subtract_mean,
                      "protocol: less the mean embedding of the training folds");
    command->add_flag("--angular", options->angular, "protocol: angles instead of squared distances");
    command->add_option("--prior", options->evaluation.prior, "share of one person among the verdicts to come")
        ->check(CLI::Range(1e-9, 1 - 1e-9))
        ->capture_default_str();
    command->add_option("--rounds", options->evaluation.rounds, "draws for the intervals (0: none)")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str();
    command->add_flag("--crop", options->crop, "all images are crops of one face: nothing is searched");
    command->add_flag("--json", options->json, "print one JSON object");
    command->add_option("--html", options->html, "write one page with curves, distances and the worst pairs");
    add_pipeline_options(*command, *options);
    command->callback([options, &chosen] {
        if (options->angular) options->evaluation.protocol.metric = facenet::LfwMetric::angular;
        if (options->crop) options->crops = Crops::all;
        chosen = [options] { return run(*options); };
    });
}

}  // namespace program
