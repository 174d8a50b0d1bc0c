// SPDX-License-Identifier: MIT
/// The subcommands of weights_tool. Each throws facenet::Error.
#pragma once

#include <string>
#include <vector>

#include "convert/convert.hpp"
#include "quantise/crops.hpp"
#include "quantise/quantise.hpp"

namespace facenet_tool {

/// Reads checkpoints and writes a blob.
void convert_files(const std::vector<std::string>& checkpoints, const std::string& output, ConvertOptions options);

/// Prints a blob's recipe and tensors.
void print_info(const std::string& blob);

/// Opens a blob and runs its self-test with every instruction set of this machine.
void check_blob(const std::string& blob);

/// Writes a blob as a C++ array, for programs without a file system.
void write_header(const std::string& blob, const std::string& output, const std::string& name);

/// Writes a blob with its weights packed for one instruction set (convert/pack.hpp).
void pack_file(const std::string& blob, const std::string& output, const std::string& isa);

struct QuantiseFiles {
    std::string blob, output, report;  ///< report: an HTML page, or empty
    std::vector<std::string> photos;
    CropOptions crops;                 ///< an empty detector means mtcnn.blob beside the blob
};

/// Writes an int8 blob calibrated on photos, and says what it costs (quantise/quantise.hpp).
void quantise_file(QuantiseFiles files, const QuantiseOptions& options);

/// Prints the table of networks: input, embedding, parameters, multiply-adds, workspace.
void print_networks();

/// Writes all bytes, or leaves no file. Throws facenet::Error with the path.
void write_file(const std::string& path, const void* data, std::size_t size);

}  // namespace facenet_tool
