// SPDX-License-Identifier: MIT
/// weights_tool: trained weights in other people's formats -> a facenet blob.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "commands.hpp"
#include "facenet/core/error.hpp"
#include "facenet/simd/isa.hpp"

int main(int argc, char** argv) {
    CLI::App app{"Turns trained weights into a facenet blob (include/facenet/blob/FORMAT.md)."};
    app.require_subcommand(1);

    std::vector<std::string> checkpoints;
    std::string blob, output, name = "facenet_model";
    facenet_tool::ConvertOptions options;
    bool half = false, no_self_test = false;

    CLI::App* convert = app.add_subcommand("convert", "write a blob from a TensorFlow.js manifest, a PyTorch state dict or safetensors");
    convert->add_option("checkpoint", checkpoints, "the checkpoint; MTCNN from facenet-pytorch: pnet.pt rnet.pt onet.pt")->required();
    convert->add_option("-o,--output", output, "the blob to write")->required();
    convert->add_option("--network", options.network, "the network (see 'networks'); found by the tensors' names if not given");
    convert->add_flag("--fp16", half, "store weights in half precision");
    convert->add_flag("--no-self-test", no_self_test, "store no self-test pair");
    convert->add_option("--model", options.model, "name of these weights, for the recipe");
    convert->add_option("--source", options.source, "where they come from, for the recipe");
    convert->add_option("--licence", options.licence, "their licence, for the recipe");

    CLI::App* info = app.add_subcommand("info", "print a blob's recipe and tensors");
    info->add_option("blob", blob)->required();
    CLI::App* check = app.add_subcommand("check", "verify a blob's checksum, tensors and self-test");
    check->add_option("blob", blob)->required();
    CLI::App* header = app.add_subcommand("header", "write a blob as a C++ array");
    header->add_option("blob", blob)->required();
    header->add_option("-o,--output", output, "the header to write")->required();
    header->add_option("--name", name, "the array's name");
    std::string isa = facenet::isa_name(facenet::best_isa());
    CLI::App* pack = app.add_subcommand("pack", "write a blob with its weights packed for one instruction set: it opens without copying");
    pack->add_option("blob", blob)->required();
    pack->add_option("-o,--output", output, "the blob to write")->required();
    pack->add_option("--isa", isa, "native (SSE2, NEON), avx2 or avx512")->capture_default_str();
    facenet_tool::QuantiseFiles files;
    facenet_tool::QuantiseOptions quantisation;
    CLI::App* quantize = app.add_subcommand("quantize", "write an int8 blob, calibrated on photos of faces: a quarter of the size, and faster");
    quantize->add_option("blob", files.blob, "a plain blob of an embedder")->required();
    quantize->add_option("--calibrate", files.photos, "photos, or folders of them: some 20 faces of different people");
    quantize->add_option("-o,--output", files.output, "the blob to write")->required();
    quantize->add_option("--detector", files.crops.detector, "MTCNN's blob, which finds the faces (default: mtcnn.blob beside the blob)");
    quantize->add_flag("--aligned", files.crops.aligned, "the photos are aligned crops already");
    quantize->add_option("--report", files.report, "also write what it costs as an HTML page");
    quantize->add_option("--most-layer-error", quantisation.most_layer_error, "layers that lose more stay in half precision")->capture_default_str();
    CLI::App* networks = app.add_subcommand("networks", "print the networks and their sizes");

    CLI11_PARSE(app, argc, argv);
    try {
        options.storage = half ? facenet::blob::DType::f16 : facenet::blob::DType::f32;
        options.self_test = !no_self_test;
        if (*convert) facenet_tool::convert_files(checkpoints, output, options);
        if (*info) facenet_tool::print_info(blob);
        if (*check) facenet_tool::check_blob(blob);
        if (*header) facenet_tool::write_header(blob, output, name);
        if (*pack) facenet_tool::pack_file(blob, output, isa);
        if (*quantize) facenet_tool::quantise_file(files, quantisation);
        if (*networks) facenet_tool::print_networks();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "weights_tool: %s\n", error.what());
        return 1;
    }
    return 0;
}
