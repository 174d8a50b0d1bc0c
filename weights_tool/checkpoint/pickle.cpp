// SPDX-License-Identifier: MIT
#include "pickle.hpp"

#include <limits>

namespace facenet_tool {
namespace {

/// The operations that are interpreted; the values are the pickle format's.
enum Opcode : std::uint8_t {
    kProto = 0x80,
    kFrame = 0x95,
    kStop = '.',
    kMark = '(',
    kNone = 'N',
    kNewTrue = 0x88,
    kNewFalse = 0x89,
    kBinInt = 'J',
    kBinInt1 = 'K',
    kBinInt2 = 'M',
    kLong1 = 0x8a,
    kBinFloat = 'G',
    kBinString = 'T',
    kShortBinString = 'U',
    kBinUnicode = 'X',
    kShortBinUnicode = 0x8c,
    kBinUnicode8 = 0x8d,
    kBinBytes = 'B',
    kShortBinBytes = 'C',
    kEmptyTuple = ')',
    kTuple = 't',
    kTuple1 = 0x85,
    kTuple2 = 0x86,
    kTuple3 = 0x87,
    kEmptyList = ']',
    kList = 'l',
    kAppend = 'a',
    kAppends = 'e',
    kEmptyDict = '}',
    kSetItem = 's',
    kSetItems = 'u',
    kBinPut = 'q',
    kLongBinPut = 'r',
    kMemoize = 0x94,
    kBinGet = 'h',
    kLongBinGet = 'j',
    kGlobal = 'c',
    kStackGlobal = 0x93,
    kBinPersId = 'Q',
    kReduce = 'R',
    kBuild = 'b',
    // Known, and refused by name.
    kInst = 'i',
    kObj = 'o',
    kNewObj = 0x81,
    kNewObjEx = 0x92,
    kExt1 = 0x82,
    kExt2 = 0x83,
    kExt4 = 0x84,
    kPersId = 'P'
};

}  // namespace

Pickle::Pickle(Cursor& cursor, Budget& budget)
    : cursor_(cursor),
      stack_(&budget),
      marks_(&budget),
      memo_(&budget),
      items_(&budget),
      lists_(&budget),
      dicts_(&budget),
      storages_(&budget),
      storage_of_key_(&budget),
      slices_(&budget),
      tensors_(&budget) {}

PickleValue Pickle::run() {
    stack_.clear();
    marks_.clear();
    memo_.clear();
    memo_count_ = 0;
    while (step()) {
    }
    if (stack_.size() != 1 || !marks_.empty())
        throw facenet::mismatch_error(cursor_.here(), "one value at the end of the pickle",
                                std::to_string(stack_.size()) + " values");
    return stack_.back();
}

bool Pickle::step() {
    const auto code = cursor_.little<std::uint8_t>("the next operation of a pickle");
    switch (code) {
    case kProto: {
        const auto version = cursor_.little<std::uint8_t>("protocol version");
        if (version > 5) throw facenet::mismatch_error(cursor_.here(), "pickle protocol 2 to 5", std::to_string(version));
        return true;
    }
    case kFrame: cursor_.take(8, "frame length"); return true;
    case kStop: return false;
    case kMark: marks_.push_back(stack_.size()); return true;
    case kNone: push_integer(0, Kind::none); return true;
    case kNewTrue: push_integer(1, Kind::boolean); return true;
    case kNewFalse: push_integer(0, Kind::boolean); return true;
    case kBinInt: push_integer(cursor_.little<std::int32_t>("integer")); return true;
    case kBinInt1: push_integer(cursor_.little<std::uint8_t>("integer")); return true;
    case kBinInt2: push_integer(cursor_.little<std::uint16_t>("integer")); return true;
    case kLong1: push_long(cursor_.little<std::uint8_t>("length of an integer")); return true;
    case kBinFloat: cursor_.take(8, "float"), push_integer(0, Kind::real); return true;  // its value is not needed
    case kBinString: push_view(Kind::text, cursor_.little<std::uint32_t>("length of a string"), "string"); return true;
    case kBinUnicode: push_view(Kind::text, cursor_.little<std::uint32_t>("length of a string"), "string"); return true;
    case kShortBinString:
    case kShortBinUnicode:
        push_view(Kind::text, cursor_.little<std::uint8_t>("length of a string"), "string");
        return true;
    case kBinUnicode8:
        push_view(Kind::text, cursor_.little<std::uint64_t>("length of a string"), "string");
        return true;
    case kBinBytes: push_view(Kind::bytes, cursor_.little<std::uint32_t>("length of bytes"), "bytes"); return true;
    case kShortBinBytes: push_view(Kind::bytes, cursor_.little<std::uint8_t>("length of bytes"), "bytes"); return true;
    case kEmptyTuple: push_tuple(0); return true;
    case kTuple1: push_tuple(1); return true;
    case kTuple2: push_tuple(2); return true;
    case kTuple3: push_tuple(3); return true;
    case kTuple: push_marked_tuple(); return true;
    case kEmptyList: push_list(); return true;
    case kList: {
        const std::size_t mark = pop_mark();
        List items(stack_.begin() + static_cast<std::ptrdiff_t>(mark), stack_.end(), lists_.get_allocator());
        stack_.resize(mark);
        push_list();
        lists_.back() = std::move(items);
        return true;
    }
    case kAppend: {
        const PickleValue value = pop("a value to append");
        lists_[top(Kind::list, "a list to append to").index].push_back(value);
        return true;
    }
    case kAppends: append_items(); return true;
    case kEmptyDict: push(make_dict()); return true;
    case kSetItem: {
        const PickleValue value = pop("a value of a dictionary");
        const PickleValue key = pop("a key of a dictionary");
        set_item(top(Kind::dict, "a dictionary"), key, value);
        return true;
    }
    case kSetItems: set_items(); return true;
    case kBinPut: put(cursor_.little<std::uint8_t>("memo index")); return true;
    case kLongBinPut: put(cursor_.little<std::uint32_t>("memo index")); return true;
    case kMemoize: put(memo_count_); return true;
    case kBinGet: get(cursor_.little<std::uint8_t>("memo index")); return true;
    case kLongBinGet: get(cursor_.little<std::uint32_t>("memo index")); return true;
    case kGlobal: {
        const std::string_view module = cursor_.line("name of a module");
        push_global(module, cursor_.line("name inside a module"));
        return true;
    }
    case kStackGlobal: {
        const PickleValue name = pop(Kind::text, "name inside a module");
        push_global(pop(Kind::text, "name of a module").text(), name.text());
        return true;
    }
    case kBinPersId: push_storage(); return true;
    case kReduce: reduce(); return true;
    case kBuild: build(); return true;
    case kInst: {
        const std::string_view module = cursor_.line("name of a module");
        throw refused("call " + full_name(module, cursor_.line("name inside a module")));
    }
    case kObj: {
        const std::size_t mark = pop_mark();
        throw refused("call " + (mark < stack_.size() ? full_name(stack_[mark]) : "nothing"));
    }
    case kNewObjEx: pop("named arguments"); [[fallthrough]];
    case kNewObj: pop("arguments"); throw refused("call " + full_name(pop("something to call")));
    case kExt1:
    case kExt2:
    case kExt4: throw refused("call an object of the extension registry");
    case kPersId: throw refused("fetch a persistent object by its name");
    default: break;
    }
    constexpr char kDigits[] = "0123456789abcdef";
    throw facenet::mismatch_error(cursor_.here(), "an operation that state dicts use",
                            std::string("0x") + kDigits[code >> 4] + kDigits[code & 15]);
}

// Values

void Pickle::push_integer(std::int64_t integer, Kind kind) {
    PickleValue value;
    value.kind = kind;
    value.integer = integer;
    push(value);
}

void Pickle::push_view(Kind kind, std::uint64_t size, const char* what) {
    const ByteView view = cursor_.take(size, what);
    if (view.size > std::numeric_limits<std::uint32_t>::max())
        throw facenet::mismatch_error(cursor_.here(), std::string("a shorter ") + what, std::to_string(size) + " bytes");
    PickleValue value;
    value.kind = kind;
    value.length = static_cast<std::uint32_t>(view.size);
    value.bytes = view.data;
    push(value);
}

void Pickle::push_long(std::uint64_t size) {
    if (size > 8) return push_view(Kind::long_integer, size, "integer");
    const ByteView bytes = cursor_.take(size, "integer");
    std::uint64_t bits = bytes.size != 0 && (bytes.data[bytes.size - 1] & 0x80) != 0 ? UINT64_MAX : 0;
    for (std::size_t i = bytes.size; i-- > 0;)
        bits = bits << 8 | bytes.data[i];
    push_integer(static_cast<std::int64_t>(bits));
}

PickleValue Pickle::pop(const char* what) {
    // Values below the last mark belong to an open container.
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
        throw facenet::mismatch_error(cursor_.here(), what, "nothing on the stack");
    const PickleValue value = stack_.back();
    stack_.pop_back();
    return value;
}

PickleValue Pickle::pop(Kind kind, const char* what) {
    const PickleValue value = pop(what);
    if (value.kind != kind) throw wrong(what, value);
    return value;
}

const PickleValue& Pickle::top(Kind kind, const char* what) {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
        throw facenet::mismatch_error(cursor_.here(), what, "nothing on the stack");
    if (stack_.back().kind != kind) throw wrong(what, stack_.back());
    return stack_.back();
}

std::size_t Pickle::pop_mark() {
    if (marks_.empty()) throw facenet::mismatch_error(cursor_.here(), "a mark on the stack", "none");
    const std::size_t mark = marks_.back();
    marks_.pop_back();
    return mark;
}

void Pickle::put(std::uint64_t index) {
    if (stack_.empty()) throw facenet::mismatch_error(cursor_.here(), "a value to remember", "nothing on the stack");
    if (index >= memo_.size()) memo_.resize(static_cast<std::size_t>(index) + 1);
    if (memo_[index].kind == Kind::unset) ++memo_count_;
    memo_[index] = stack_.back();
}

void Pickle::get(std::uint64_t index) {
    if (index >= memo_.size() || memo_[index].kind == Kind::unset)
        throw facenet::mismatch_error(cursor_.here(), "a remembered value", "none of number " + std::to_string(index));
    push(memo_[index]);
}

// Containers

void Pickle::push_tuple(std::size_t count) {
    PickleValue parts[3];
    for (std::size_t i = count; i-- > 0;)
        parts[i] = pop("a part of a tuple");
    PickleValue tuple;
    tuple.kind = Kind::tuple;
    tuple.length = static_cast<std::uint32_t>(count);
    tuple.index = items_.size();
    items_.insert(items_.end(), parts, parts + count);
    push(tuple);
}

void Pickle::push_marked_tuple() {
    const std::size_t mark = pop_mark();
    const std::size_t count = stack_.size() - mark;
    if (count > std::numeric_limits<std::uint32_t>::max())
        throw facenet::mismatch_error(cursor_.here(), "a shorter tuple", std::to_string(count) + " parts");
    PickleValue tuple;
    tuple.kind = Kind::tuple;
    tuple.length = static_cast<std::uint32_t>(count);
    tuple.index = items_.size();
    items_.insert(items_.end(), stack_.begin() + static_cast<std::ptrdiff_t>(mark), stack_.end());
    stack_.resize(mark);
    push(tuple);
}

void Pickle::push_list() {
    PickleValue list;
    list.kind = Kind::list;
    list.index = lists_.size();
    lists_.emplace_back();
    push(list);
}

PickleValue Pickle::make_dict() {
    PickleValue dict;
    dict.kind = Kind::dict;
    dict.index = dicts_.size();
    dicts_.emplace_back();
    return dict;
}

void Pickle::append_items() {
    const std::size_t mark = pop_mark();
    if (mark == 0 || stack_[mark - 1].kind != Kind::list)
        throw facenet::mismatch_error(cursor_.here(), "a list to append to", "none");
    List& list = lists_[stack_[mark - 1].index];
    list.insert(list.end(), stack_.begin() + static_cast<std::ptrdiff_t>(mark), stack_.end());
    stack_.resize(mark);
}

void Pickle::set_item(const PickleValue& dict, const PickleValue& key, const PickleValue& value) {
    dicts_[dict.index].emplace_back(key, value);
    ++entry_count_;
}

void Pickle::set_items() {
    const std::size_t mark = pop_mark();
    if (mark == 0 || stack_[mark - 1].kind != Kind::dict)
        throw facenet::mismatch_error(cursor_.here(), "a dictionary", "none");
    if ((stack_.size() - mark) % 2 != 0)
        throw facenet::mismatch_error(cursor_.here(), "keys and values in pairs", std::to_string(stack_.size() - mark));
    const PickleValue dict = stack_[mark - 1];
    for (std::size_t i = mark; i < stack_.size(); i += 2)
        set_item(dict, stack_[i], stack_[i + 1]);
    stack_.resize(mark);
}

}  // namespace facenet_tool
