// SPDX-License-Identifier: MIT
#include "commands.hpp"

#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "convert/networks.hpp"
#include "convert/pack.hpp"
#include "examples/terminal/progress.hpp"
#include "facenet/blob_file.hpp"
#include "facenet/nets/mtcnn.hpp"
#include "library.hpp"
#include "quantise/report.hpp"

namespace facenet_tool {
namespace {

using facenet::Error;

const char* metric_name(facenet::Metric metric) { return metric == facenet::Metric::l2 ? "Euclidean" : "squared Euclidean"; }

const char* alignment_name(const facenet::AlignTemplate& alignment) {
    switch (alignment.kind) {
    case facenet::AlignTemplate::Kind::none: return "none: the caller crops";
    case facenet::AlignTemplate::Kind::similarity: return "similarity to five landmarks";
    case facenet::AlignTemplate::Kind::box: return "the detector's box with a margin";
    }
    return "";
}

void print_recipe(const facenet::Recipe& r) {
    const facenet::Standardisation& s = r.standardisation;
    std::printf("network       %s\nmodel         %s\nsource        %s\nlicence       %s\n", r.network.c_str(), r.model.c_str(),
                r.source.c_str(), r.licence.empty() ? "not said" : r.licence.c_str());
    std::printf("input         %d x %d pixels, %s\n", r.width, r.height, r.colour == facenet::ColourOrder::rgb ? "RGB" : "BGR");
    if (s.kind == facenet::StandardisationKind::prewhiten) std::printf("standardise   per image: (x - mean) / deviation\n");
    else std::printf("standardise   (x - [%g, %g, %g]) * %.9g\n", static_cast<double>(s.mean[0]), static_cast<double>(s.mean[1]),
                     static_cast<double>(s.mean[2]), static_cast<double>(s.scale));
    std::printf("alignment     %s\n", alignment_name(r.alignment));
    std::printf("precision     %s\n", r.precision == facenet::Precision::int8 ? "int8" : "fp32");
    if (r.packed_panel != 0) std::printf("packed        in panels of %d columns\n", r.packed_panel);
    if (r.embedding_size == 0) {
        std::printf("embedding     none (a detector)\n");
        return;
    }
    std::printf("embedding     %d numbers, %s\n", r.embedding_size, r.normalised ? "unit length" : "not normalised");
    std::printf("same person   below %g (%s distance); grouping below %g\n", static_cast<double>(r.verify_threshold),
                metric_name(r.metric), static_cast<double>(r.group_threshold));
}

facenet::blob::Blob open_blob(const std::string& path, const facenet::BlobFile& file) {
    auto blob = facenet::blob::Blob::open(file.bytes());
    if (!blob) throw Error(path + ": " + blob.error().message());
    return std::move(*blob);
}

}  // namespace

void write_file(const std::string& path, const void* data, std::size_t size) {
    const std::string unfinished = path + ".unfinished";
    std::ofstream file(unfinished, std::ios::binary);
    file.write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
    file.close();
    std::error_code error;
    if (file) std::filesystem::rename(unfinished, path, error);
    if (file && !error) return;
    std::filesystem::remove(unfinished, error);
    throw Error(path + ": cannot be written (" + std::to_string(size) + " bytes)");
}

void convert_files(const std::vector<std::string>& checkpoints, const std::string& output, ConvertOptions options) {
    std::vector<Checkpoint> parts;
    // Reading is half of the work, converting the other half.
    constexpr std::size_t kSteps = 1000;
    program::Progress bar("converting", kSteps);
    double read = 0;
    for (const std::string& path : checkpoints) {
        const double share = 0.5 / static_cast<double>(checkpoints.size());
        parts.push_back(read_checkpoint(path, [&](double done) { bar.reach(static_cast<std::size_t>((read + share * done) * kSteps)); }));
        read += share;
    }
    options.progress = [&](double done) { bar.reach(static_cast<std::size_t>((0.5 + 0.5 * done) * kSteps)); };
    const std::vector<std::uint8_t> blob = convert(parts.size() == 1 ? parts.front() : merge(parts), options);
    write_file(output, blob.data(), blob.size());
    bar.wipe();
    std::printf("%s: %zu bytes\n", output.c_str(), blob.size());
}

void print_info(const std::string& path) {
    const facenet::BlobFile file = facenet::BlobFile::open(path);
    const facenet::blob::Blob blob = open_blob(path, file);
    print_recipe(blob.recipe());
    std::size_t values = 0;
    for (const auto& tensor : blob.tensors()) values += tensor.size();
    std::printf("tensors       %zu, %zu values, %zu bytes in all\n", blob.tensors().size(), values, file.bytes().size);
    for (const auto& tensor : blob.tensors())
        std::printf("  %-44s %-4s %s\n", std::string(tensor.name).c_str(), facenet::blob::dtype_name(tensor.type), tensor.shape().c_str());
}

void check_blob(const std::string& path) {
    const facenet::BlobFile file = facenet::BlobFile::open(path);
    const facenet::blob::Blob opened = open_blob(path, file);
    if (opened.recipe().embedding_size == 0) {
        const auto detector = open_detector(file.bytes());
        if (!detector) throw Error(path + ": " + detector.error().message());
        std::printf("%s: checksum and tensors are right; a detector has no self-test\n", path.c_str());
        return;
    }
    for (facenet::Isa isa : facenet::kAllIsas) {
        if (!facenet::isa_available(isa)) continue;
        const int panel = opened.recipe().packed_panel;
        if (panel != 0 && kernels_of(isa).panel != panel) continue;
        facenet::OpenOptions options;
        options.self_test = true;
        options.isa = isa;
        const auto embedder = open_embedder(file.bytes(), options);
        if (!embedder) throw Error(path + " (" + facenet::isa_name(isa) + "): " + embedder.error().message());
        std::printf("%s: self-test passed (%s)\n", path.c_str(), facenet::isa_name(isa));
    }
}

void write_header(const std::string& path, const std::string& output, const std::string& name) {
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0)
        throw facenet::mismatch_error("header", "a C++ name for the array", "'" + name + "'");
    for (char c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_')
            throw facenet::mismatch_error("header", "a C++ name for the array", "'" + name + "'");
    const facenet::BlobFile file = facenet::BlobFile::open(path);
    const facenet::Recipe recipe = open_blob(path, file).recipe();
    const facenet::ByteView bytes = file.bytes();
    std::string text = "// Written by weights_tool: " + recipe.network + ".\n#pragma once\n\nalignas(64) inline constexpr unsigned char " +
                       name + "[" + std::to_string(bytes.size) + "] = {";
    for (std::size_t i = 0; i < bytes.size; ++i) {
        text += i % 32 == 0 ? "\n" : "";
        text += std::to_string(bytes.data[i]) + ",";
    }
    text += "\n};\n";
    write_file(output, text.data(), text.size());
}

void pack_file(const std::string& path, const std::string& output, const std::string& isa) {
    const facenet::BlobFile file = facenet::BlobFile::open(path);
    const std::vector<std::uint8_t> packed = pack(open_blob(path, file), isa);
    write_file(output, packed.data(), packed.size());
    std::printf("%s: %zu bytes, packed for %s\n", output.c_str(), packed.size(), isa.c_str());
}

void quantise_file(QuantiseFiles files, const QuantiseOptions& options) {
    const facenet::BlobFile file = facenet::BlobFile::open(files.blob);
    const facenet::Recipe recipe = open_blob(files.blob, file).recipe();
    if (files.crops.detector.empty())
        files.crops.detector = (std::filesystem::path(files.blob).parent_path() / "mtcnn.blob").string();
    const std::vector<Crop> crops = load_crops(files.photos, recipe, files.crops);
    const Quantised quantised = quantise(file.bytes(), crops, options);
    write_file(files.output, quantised.blob.data(), quantised.blob.size());
    std::fputs(report_table(quantised).c_str(), stdout);
    if (!files.report.empty()) {
        const std::string page = report_page(quantised);
        write_file(files.report, page.data(), page.size());
    }
    std::printf("%s: %zu bytes, %.1f %% of %s\n", files.output.c_str(), quantised.blob.size(),
                100.0 * static_cast<double>(quantised.blob.size()) / static_cast<double>(file.bytes().size), files.blob.c_str());
}

void print_networks() {
    const auto row = [](const std::string& name, facenet::Dims in, const std::string& out, const facenet::layers::Costs& costs) {
        const std::string input = std::to_string(in.height) + "x" + std::to_string(in.width);
        std::printf("%-26s %-9s %-9s %12zu %15zu %10zu KiB\n", name.c_str(), input.c_str(), out.c_str(), costs.parameters,
                    costs.multiply_adds, costs.workspace * sizeof(float) / 1024);
    };
    std::printf("%-26s %-9s %-9s %12s %15s %14s\n", "network", "input", "embedding", "parameters", "multiply-adds", "workspace");
    for (const KnownNetwork& n : known_networks())
        if (n.recipe.embedding_size > 0) row(n.name, {n.recipe.height, n.recipe.width, 3}, std::to_string(n.recipe.embedding_size), n.costs);
    row("mtcnn: pnet, a cell", facenet::nets::MtcnnP::Input::dims, "-", facenet::nets::MtcnnP::costs);
    row("mtcnn: rnet, a candidate", facenet::nets::MtcnnR::Input::dims, "-", facenet::nets::MtcnnR::costs);
    row("mtcnn: onet, a candidate", facenet::nets::MtcnnO::Input::dims, "-", facenet::nets::MtcnnO::costs);
}

}  // namespace facenet_tool
