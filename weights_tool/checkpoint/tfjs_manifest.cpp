// SPDX-License-Identifier: MIT
#include "tfjs_manifest.hpp"

#include <algorithm>
#include <cmath>

#include "json_events.hpp"

namespace facenet_tool {
namespace {

/// {"paths": [..], "weights": [..]}: tensors laid end to end in the bytes of the shards.
struct Group {
    std::vector<std::string> paths;
    std::size_t first_tensor = 0;
    std::size_t tensor_count = 0;
    std::uint64_t bytes = 0;
    bool has_paths = false, has_weights = false;
};

/// The name of a file in the manifest's own folder; anything else could read any file of the machine.
void check_shard_name(const std::string& name) {
    const bool plain = !name.empty() && name != "." && name.find("..") == std::string::npos &&
                       name.find_first_of(std::string("/\\:\0", 4)) == std::string::npos;
    if (!plain)
        throw facenet::mismatch_error("manifest, path of a shard", "the name of a file beside the manifest", in_quotes(name));
}

/// Gathers groups and tensors. All paths below are relative to the list of groups.
class Manifest : public JsonEvents {
public:
    Manifest(Budget& budget, std::deque<Tensor>& tensors) : budget_(budget), tensors_(tensors) {}

    std::deque<Group> groups;
    bool found = false;

    void open(const JsonPath& path, bool is_array) override {
        if (path.depth() == 0) root_ = is_array ? 0 : 1;
        if (outside(path)) return;
        if (path.depth() == root_) {
            expect(is_array && !found, path, "one list of groups");
            found = true;
        } else if (path.matches({"[]"}, root_)) {
            expect(!is_array, path, "an object with paths and weights");
            budget_.charge(2 * sizeof(Group) + 128);  // and its block
            groups.emplace_back();
            groups.back().first_tensor = tensors_.size();
        } else if (path.matches({"[]", "paths"}, root_)) {
            expect(is_array && !groups.back().has_paths, path, "one list of file names");
            groups.back().has_paths = true;
        } else if (path.matches({"[]", "weights"}, root_)) {
            expect(is_array && !groups.back().has_weights, path, "one list of tensors");
            groups.back().has_weights = true;
        } else if (path.matches({"[]", "weights", "[]"}, root_)) {
            expect(!is_array, path, "an object");
            weight_ = Weight();
        } else if (path.matches({"[]", "weights", "[]", "shape"}, root_)) {
            expect(is_array && !weight_.has_shape, path, "one list of sides");
            weight_.has_shape = true;
        } else if (path.matches({"[]", "weights", "[]", "quantization"}, root_)) {
            expect(!is_array && !weight_.has_quantisation, path, "one object");
            weight_.has_quantisation = true;
        } else if (is_scalar(path)) {
            expect(false, path, "a single value");
        }
    }

    void value(const JsonPath& path, const JsonScalar& scalar) override {
        if (path.depth() == 0) expect(false, path, "a list of groups");
        if (outside(path)) return;
        const bool is_text = scalar.kind == JsonScalar::Kind::text;
        if (path.matches({"[]", "paths", "[]"}, root_)) {
            expect(is_text, path, "a file name");
            check_shard_name(scalar.text);
            budget_.charge(2 * (sizeof(std::string) + scalar.text.size()) + 32);
            groups.back().paths.push_back(scalar.text);
        } else if (path.matches({"[]", "weights", "[]", "name"}, root_)) {
            expect(is_text && weight_.tensor.name.empty() && !scalar.text.empty(), path, "one name");
            weight_.tensor.name = scalar.text;
        } else if (path.matches({"[]", "weights", "[]", "dtype"}, root_)) {
            expect(is_text && weight_.dtype.empty(), path, "one name of a type");
            weight_.dtype = scalar.text;
        } else if (path.matches({"[]", "weights", "[]", "shape", "[]"}, root_)) {
            expect(scalar.kind == JsonScalar::Kind::integer && weight_.tensor.shape.size() < 16, path,
                   "at most 16 whole numbers");
            weight_.tensor.shape.push_back(scalar.integer);
        } else if (path.matches({"[]", "weights", "[]", "quantization", "dtype"}, root_)) {
            expect(is_text && weight_.stored.empty(), path, "one name of a type");
            weight_.stored = scalar.text;
        } else if (path.matches({"[]", "weights", "[]", "quantization", "scale"}, root_)) {
            expect(scalar.is_number() && !weight_.scale, path, "one number");
            weight_.scale = scalar.real;
        } else if (path.matches({"[]", "weights", "[]", "quantization", "min"}, root_)) {
            expect(scalar.is_number() && !weight_.min, path, "one number");
            weight_.min = scalar.real;
        } else if (is_container(path)) {
            expect(false, path, "a list or an object");
        }
    }

    void close(const JsonPath& path) override {
        if (outside(path)) return;
        if (path.matches({"[]", "weights", "[]"}, root_)) finish();
        if (path.matches({"[]"}, root_))
            expect(groups.back().has_paths && groups.back().has_weights, path, "paths and weights");
    }

private:
    struct Weight {
        Tensor tensor;
        std::string dtype, stored;
        std::optional<double> scale, min;
        bool has_shape = false, has_quantisation = false;
    };

    /// The other parts of a model.json.
    bool outside(const JsonPath& path) const {
        return path.depth() < root_ || (root_ == 1 && path.key(0) != "weightsManifest");
    }
    bool is_scalar(const JsonPath& path) const {
        return path.matches({"[]", "paths", "[]"}, root_) || path.matches({"[]", "weights", "[]", "name"}, root_) ||
               path.matches({"[]", "weights", "[]", "dtype"}, root_) ||
               path.matches({"[]", "weights", "[]", "shape", "[]"}, root_) ||
               path.matches({"[]", "weights", "[]", "quantization", "*"}, root_);
    }
    bool is_container(const JsonPath& path) const {
        return path.depth() == root_ || path.matches({"[]"}, root_) || path.matches({"[]", "paths"}, root_) ||
               path.matches({"[]", "weights"}, root_) || path.matches({"[]", "weights", "[]"}, root_) ||
               path.matches({"[]", "weights", "[]", "shape"}, root_) ||
               path.matches({"[]", "weights", "[]", "quantization"}, root_);
    }
    static void expect(bool condition, const JsonPath& path, const char* expected) {
        if (!condition) throw facenet::mismatch_error("manifest, " + path.text(), expected, "something else");
    }

    void finish() {
        Tensor& tensor = weight_.tensor;
        if (tensor.name.empty()) throw facenet::mismatch_error("manifest, a tensor", "a name", "none");
        if (!weight_.has_shape) throw facenet::mismatch_error(where_of(tensor), "a shape", "none");
        set_dtype();
        Group& group = groups.back();
        std::uint64_t bytes = 0;
        if (!multiply(checked_size(tensor), size_of(tensor.dtype), bytes) || !add(group.bytes, bytes, group.bytes))
            throw facenet::mismatch_error(where_of(tensor), "a size that can be counted", text_of_shape(tensor.shape));
        ++group.tensor_count;
        charge(budget_, tensor);
        tensors_.push_back(std::move(tensor));
    }

    void set_dtype() {
        Tensor& tensor = weight_.tensor;
        const std::string& dtype = weight_.dtype;
        if (dtype == "float32") tensor.dtype = DType::float32;
        else if (dtype == "float16") tensor.dtype = DType::float16;
        else if (dtype == "int32") tensor.dtype = DType::int32;
        else if (dtype == "bool") tensor.dtype = DType::boolean;
        else throw facenet::mismatch_error(where_of(tensor), "dtype float32, float16, int32 or bool", in_quotes(dtype));
        if (!weight_.has_quantisation) return;

        if (weight_.stored == "float16" && dtype == "float32") {
            tensor.dtype = DType::float16;
            return;
        }
        if (weight_.stored == "uint8") tensor.dtype = DType::uint8;
        else if (weight_.stored == "uint16") tensor.dtype = DType::uint16;
        else
            throw facenet::mismatch_error(where_of(tensor), "quantization dtype uint8, uint16 or float16",
                                    in_quotes(weight_.stored));
        if (!weight_.scale || !weight_.min || dtype == "bool")
            throw facenet::mismatch_error(where_of(tensor), "numbers with a quantization scale and min", "none");
        tensor.quantisation = Quantisation{*weight_.scale, *weight_.min, dtype == "int32"};
    }

    Budget& budget_;
    std::deque<Tensor>& tensors_;
    Weight weight_;
    std::size_t root_ = 0;  // depth of the list of groups
};

/// The shards of a group as one block of exactly `total` bytes.
std::shared_ptr<const Bytes> join_shards(const Group& group, const FetchShard& fetch, Budget& budget,
                                         const std::function<void()>& done) {
    std::vector<Bytes> shards;
    std::uint64_t left = group.bytes;
    for (const std::string& name : group.paths) {
        shards.push_back(fetch(name, static_cast<std::size_t>(left)));
        const std::size_t size = shards.back().size();
        if (size > left)
            throw facenet::mismatch_error("shard " + in_quotes(name), "at most " + std::to_string(left) + " bytes",
                                    std::to_string(size) + " bytes");
        left -= size;
        budget.grow(size);
        done();
    }
    if (left != 0)
        throw facenet::mismatch_error("shards of the manifest", std::to_string(group.bytes) + " bytes, those of the tensors",
                                std::to_string(group.bytes - left) + " bytes");
    if (shards.size() == 1) return std::make_shared<const Bytes>(std::move(shards.front()));

    budget.charge(static_cast<std::size_t>(group.bytes));
    auto joined = std::make_shared<Bytes>();
    joined->reserve(static_cast<std::size_t>(group.bytes));
    for (Bytes& shard : shards) {
        joined->insert(joined->end(), shard.begin(), shard.end());
        Bytes().swap(shard);
    }
    return joined;
}

/// No shard may be listed twice: a small manifest could ask for one file many times over.
void check_distinct(const std::deque<Group>& groups, Budget& budget) {
    std::pmr::vector<const std::string*> names(&budget);
    for (const Group& group : groups)
        for (const std::string& name : group.paths)
            names.push_back(&name);
    std::sort(names.begin(), names.end(), [](const std::string* a, const std::string* b) { return *a < *b; });
    for (std::size_t i = 1; i < names.size(); ++i)
        if (*names[i] == *names[i - 1])
            throw facenet::mismatch_error("manifest", "each shard once", in_quotes(*names[i]) + " twice");
}

}  // namespace

Checkpoint read_tfjs_manifest(ByteView file, const FetchShard& fetch, const Progress& progress, Budget& budget) {
    Checkpoint checkpoint;
    checkpoint.format = "TensorFlow.js weights manifest";
    checkpoint.layout = Layout::hwio;
    Manifest manifest(budget, checkpoint.tensors);
    scan_json(file, "manifest", manifest);
    if (!manifest.found)
        throw facenet::mismatch_error("JSON file",
                                "a TensorFlow.js manifest: a list of groups, or an object with weightsManifest",
                                "an object without weightsManifest");
    check_distinct(manifest.groups, budget);

    std::size_t shard_count = 0;
    for (const Group& group : manifest.groups)
        shard_count += group.paths.size();
    if (shard_count != 0 && !fetch)
        throw facenet::mismatch_error("manifest", "its " + std::to_string(shard_count) + " shards beside it",
                                "the manifest alone");

    std::size_t read = 0;
    const auto done = [&] {
        ++read;
        if (progress) progress(static_cast<double>(read) / static_cast<double>(shard_count));
    };
    for (const Group& group : manifest.groups) {
        std::shared_ptr<const Bytes> block = join_shards(group, fetch, budget, done);
        const std::uint8_t* data = block->data();
        for (std::size_t i = 0; i < group.tensor_count; ++i) {
            Tensor& tensor = checkpoint.tensors[group.first_tensor + i];
            tensor.data = {data, tensor.size() * size_of(tensor.dtype)};
            data += tensor.data.size;
        }
        checkpoint.blocks.push_back(std::move(block));
    }
    return checkpoint;
}

}  // namespace facenet_tool
