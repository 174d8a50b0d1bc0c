// SPDX-License-Identifier: MIT
#include "pytorch_zip.hpp"

#include "state_dict.hpp"
#include "zip_archive.hpp"

namespace facenet_tool {
namespace {

constexpr std::string_view kPickle = "data.pkl";

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// The folder of the archive that holds everything, with its slash: "archive/".
std::string find_folder(const ZipArchive& archive) {
    std::optional<std::string> folder;
    for (const auto& [name, entry] : archive.entries()) {
        if (name != kPickle && !ends_with(name, "/data.pkl")) continue;
        if (folder) throw facenet::mismatch_error("zip archive", "one data.pkl", "several");
        folder = std::string(name.substr(0, name.size() - kPickle.size()));
    }
    if (!folder) throw facenet::mismatch_error("zip archive", "data.pkl, as torch.save writes it", "none");
    if (archive.find(*folder + "constants.pkl"))
        throw facenet::mismatch_error("zip archive", "a state dict",
                                "a TorchScript program: save model.state_dict() instead");
    return *folder;
}

void check_byte_order(const ZipArchive& archive, const std::string& folder) {
    const std::optional<std::uint64_t> entry = archive.find(folder + "byteorder");
    if (!entry) return;  // older versions wrote none, on little-endian machines
    const Bytes order = archive.read(*entry);
    const std::string_view text = text_of({order.data(), order.size()});
    if (text != "little") throw facenet::mismatch_error("zip archive, byteorder", "little", in_quotes(text));
}

/// The pickle of the archive, whose folder is found on the way.
Bytes read_program(ByteView file, std::string& folder, Budget& budget) {
    const ZipArchive archive(file, budget);
    folder = find_folder(archive);
    check_byte_order(archive, folder);
    return archive.read(*archive.find(folder + std::string(kPickle)));
}

/// What the pickle describes. The interpreter and what it built are gone afterwards.
StateDict interpret(const Bytes& program, Budget& budget) {
    Cursor cursor({program.data(), program.size()}, "data.pkl");
    Pickle pickle(cursor, budget);
    const PickleValue root = pickle.run();
    if (cursor.left() != 0)
        throw facenet::mismatch_error(cursor.here(), "the end of data.pkl", std::to_string(cursor.left()) + " more bytes");
    return collect_tensors(pickle, root, budget);
}

/// One storage, unpacked.
Bytes read_storage(const ZipArchive& archive, const std::string& folder, const PickledStorage& storage,
                   const Tensor& tensor) {
    const std::string name = folder + "data/" + std::string(storage.key);
    const std::optional<std::uint64_t> entry = archive.find(name);
    if (!entry) throw facenet::mismatch_error(where_of(tensor), "an entry " + in_quotes(name) + " of the archive", "none");
    if (const std::uint64_t size = archive.size_of(*entry); size != bytes_of(storage))
        throw facenet::mismatch_error("zip archive, entry " + in_quotes(name),
                                std::to_string(bytes_of(storage)) + " bytes for " + where_of(tensor),
                                std::to_string(size) + " bytes");
    return archive.read(*entry);
}

}  // namespace

Checkpoint read_pytorch_zip(ByteView file, const Progress& progress, Budget& budget) {
    // The archive is closed while the pickle runs, and opened again: so both need little memory.
    std::string folder;
    const Bytes program = read_program(file, folder, budget);
    StateDict dict = interpret(program, budget);
    const ZipArchive archive(file, budget);

    Checkpoint checkpoint;
    checkpoint.format = "PyTorch state dict (zip)";
    checkpoint.layout = Layout::oihw;
    std::pmr::vector<const Bytes*> loaded(dict.storages.size(), nullptr, &budget);
    for (std::size_t i = 0; i < dict.tensors.size(); ++i) {
        const auto storage = static_cast<std::size_t>(dict.sources[i].slice.storage);
        const Bytes*& block = loaded[storage];
        if (block == nullptr) {
            budget.charge(sizeof(Bytes) + 64);
            checkpoint.blocks.push_back(
                std::make_shared<const Bytes>(read_storage(archive, folder, dict.storages[storage], dict.tensors[i])));
            block = checkpoint.blocks.back().get();
        }
        place(dict.tensors[i], dict.sources[i], {block->data(), block->size()});
        if (progress) progress(static_cast<double>(i + 1) / static_cast<double>(dict.tensors.size()));
    }
    checkpoint.tensors = std::move(dict.tensors);
    return checkpoint;
}

}  // namespace facenet_tool
