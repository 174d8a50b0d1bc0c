// SPDX-License-Identifier: MIT
#include "safetensors.hpp"

#include <algorithm>

#include "json_events.hpp"

namespace facenet_tool {
namespace {

constexpr std::size_t kPrefix = 8;
constexpr std::uint64_t kLongestHeader = 100'000'000;  // the format's own bound

std::optional<DType> dtype_called(std::string_view name) {
    static constexpr struct {
        std::string_view name;
        DType dtype;
    } kTypes[] = {{"F32", DType::float32}, {"F16", DType::float16}, {"BF16", DType::bfloat16}, {"F64", DType::float64},
                  {"I64", DType::int64},   {"I32", DType::int32},   {"I16", DType::int16},     {"I8", DType::int8},
                  {"U64", DType::uint64},  {"U32", DType::uint32},  {"U16", DType::uint16},    {"U8", DType::uint8},
                  {"BOOL", DType::boolean}};
    for (const auto& type : kTypes)
        if (type.name == name) return type.dtype;
    return std::nullopt;
}

/// Gathers the tensors of the header: {"name": {"dtype": "F32", "shape": [..], "data_offsets": [begin, end]}, ..}
class Header : public JsonEvents {
public:
    Header(ByteView data, Budget& budget, std::deque<Tensor>& tensors)
        : data_(data), budget_(budget), tensors_(tensors) {}

    void open(const JsonPath& path, bool is_array) override {
        if (path.depth() == 0) {
            if (is_array) throw facenet::mismatch_error("safetensors header", "an object", "an array");
        } else if (path.key(0) == "__metadata__") {
            return;
        } else if (path.depth() == 1) {
            if (is_array) throw facenet::mismatch_error(where(path), "an object", "an array");
            tensor_ = Tensor();
            tensor_.name = path.key(0);
            has_dtype_ = has_shape_ = has_offsets_ = false;
            offsets_ = 0;
        } else if (path.matches({"*", "shape"})) {
            expect(is_array && !has_shape_, path, "one array");
            has_shape_ = true;
        } else if (path.matches({"*", "data_offsets"})) {
            expect(is_array && !has_offsets_, path, "one array");
            has_offsets_ = true;
        }
    }

    void close(const JsonPath& path) override {
        if (path.depth() == 1 && path.key(0) != "__metadata__") finish(path);
    }

    void value(const JsonPath& path, const JsonScalar& scalar) override {
        if (path.depth() > 0 && path.key(0) == "__metadata__") return;
        if (path.matches({"*", "dtype"})) {
            expect(scalar.kind == JsonScalar::Kind::text && !has_dtype_, path, "one string");
            has_dtype_ = true;
            const std::optional<DType> dtype = dtype_called(scalar.text);
            if (!dtype)
                throw facenet::mismatch_error(where(path), "F16, BF16, F32, F64, an integer or BOOL", in_quotes(scalar.text));
            tensor_.dtype = *dtype;
        } else if (path.matches({"*", "shape", "[]"})) {
            expect(is_count(scalar) && tensor_.shape.size() < 16, path, "at most 16 whole numbers");
            tensor_.shape.push_back(scalar.integer);
        } else if (path.matches({"*", "data_offsets", "[]"})) {
            expect(is_count(scalar) && offsets_ < 2, path, "two whole numbers");
            (offsets_ == 0 ? begin_ : end_) = static_cast<std::uint64_t>(scalar.integer);
            ++offsets_;
        } else if (path.depth() < 2 || path.matches({"*", "shape"}) || path.matches({"*", "data_offsets"})) {
            throw facenet::mismatch_error(where(path), "the description of a tensor", "a single value");
        }
    }

private:
    static std::string where(const JsonPath& path) { return "safetensors header, " + path.text(); }
    static void expect(bool condition, const JsonPath& path, const char* expected) {
        if (!condition) throw facenet::mismatch_error(where(path), expected, "something else");
    }
    static bool is_count(const JsonScalar& scalar) {
        return scalar.kind == JsonScalar::Kind::integer && scalar.integer >= 0;
    }

    void finish(const JsonPath& path) {
        expect(has_dtype_ && has_shape_ && offsets_ == 2, path, "dtype, shape and data_offsets");
        if (begin_ > end_ || end_ > data_.size)
            throw facenet::mismatch_error(where_of(tensor_),
                                    "data inside the " + std::to_string(data_.size) + " bytes of data",
                                    "bytes " + std::to_string(begin_) + " to " + std::to_string(end_));
        std::uint64_t bytes = 0;
        if (!multiply(checked_size(tensor_), size_of(tensor_.dtype), bytes) || bytes != end_ - begin_)
            throw facenet::mismatch_error(
                where_of(tensor_),
                std::string(name_of(tensor_.dtype)) + " values of shape " + text_of_shape(tensor_.shape),
                std::to_string(end_ - begin_) + " bytes");
        tensor_.data = {data_.data + begin_, static_cast<std::size_t>(bytes)};
        charge(budget_, tensor_);
        tensors_.push_back(std::move(tensor_));
    }

    ByteView data_;
    Budget& budget_;
    std::deque<Tensor>& tensors_;
    Tensor tensor_;
    bool has_dtype_ = false, has_shape_ = false, has_offsets_ = false;
    int offsets_ = 0;
    std::uint64_t begin_ = 0, end_ = 0;
};

/// The data of all tensors, laid end to end, must be the data of the file.
void check_cover(const std::deque<Tensor>& tensors, ByteView data, Budget& budget) {
    std::pmr::vector<const Tensor*> order(&budget);
    order.reserve(tensors.size());
    for (const Tensor& tensor : tensors)
        order.push_back(&tensor);
    std::sort(order.begin(), order.end(), [](const Tensor* a, const Tensor* b) {
        return a->data.data != b->data.data ? a->data.data < b->data.data : a->data.size < b->data.size;
    });
    std::size_t end = 0;
    for (const Tensor* tensor : order) {
        const auto begin = static_cast<std::size_t>(tensor->data.data - data.data);
        if (begin != end)
            throw facenet::mismatch_error(where_of(*tensor),
                                    "data from byte " + std::to_string(end) + " on, without overlap or gap",
                                    "byte " + std::to_string(begin));
        end += tensor->data.size;
    }
    if (end != data.size)
        throw facenet::mismatch_error("safetensors data", std::to_string(end) + " bytes, those of the tensors",
                                std::to_string(data.size) + " bytes");
}

}  // namespace

bool is_safetensors(ByteView file) {
    // A length below 2^48: two zero bytes tell it from text.
    return file.size > kPrefix && file.data[6] == 0 && file.data[7] == 0 && file.data[8] == '{';
}

Checkpoint read_safetensors(std::shared_ptr<const Bytes> file, Budget& budget) {
    Cursor cursor({file->data(), file->size()}, "safetensors file");
    const auto length = cursor.little<std::uint64_t>("header length");
    if (length > kLongestHeader || length > cursor.left())
        throw facenet::mismatch_error("safetensors header length",
                                "at most " + std::to_string(std::min<std::uint64_t>(kLongestHeader, cursor.left())),
                                std::to_string(length));
    const ByteView header = cursor.take(length, "header");
    const ByteView data = cursor.take(cursor.left(), "data");

    Checkpoint checkpoint;
    checkpoint.format = "safetensors";
    checkpoint.layout = Layout::oihw;
    Header events(data, budget, checkpoint.tensors);
    scan_json(header, "safetensors header", events);
    check_cover(checkpoint.tensors, data, budget);
    checkpoint.blocks.push_back(std::move(file));
    return checkpoint;
}

}  // namespace facenet_tool
