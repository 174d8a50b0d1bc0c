// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/checkpoint_samples.hpp"
#include "weights_tool/checkpoint/pickle.hpp"

using namespace facenet_tool;
using support::check_message;
using support::little;
using support::message_of;
using support::pickle;
using support::pickled;

namespace {

using Kind = PickleValue::Kind;

/// Runs one pickle and hands its value to check.
void interpret(const std::string& text, const std::function<void(const Pickle&, const PickleValue&)>& check) {
    Budget budget(text.size());
    Cursor cursor({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, "data.pkl");
    Pickle machine(cursor, budget);
    const PickleValue value = machine.run();
    CHECK(cursor.left() == 0);
    check(machine, value);
}

Kind kind_of(const std::string& body) {
    Kind kind = Kind::unset;
    interpret(pickle(body), [&](const Pickle&, const PickleValue& value) { kind = value.kind; });
    return kind;
}

std::int64_t integer_of(const std::string& body) {
    std::int64_t integer = 0;
    interpret(pickle(body), [&](const Pickle&, const PickleValue& value) {
        REQUIRE(value.kind == Kind::integer);
        integer = value.integer;
    });
    return integer;
}

std::string text_of_pickle(const std::string& body) {
    std::string text;
    interpret(pickle(body), [&](const Pickle&, const PickleValue& value) {
        REQUIRE(value.kind == Kind::text);
        text = value.text();
    });
    return text;
}

std::string body_refusal(const std::string& body) {
    return message_of([&] { interpret(pickle(body), [](const Pickle&, const PickleValue&) {}); });
}

}  // namespace

TEST_CASE("pickle: plain values") {
    CHECK(kind_of("N") == Kind::none);
    CHECK(kind_of("\x88") == Kind::boolean);
    CHECK(kind_of("\x89") == Kind::boolean);
    CHECK(kind_of("G" + std::string(8, 'x')) == Kind::real);
    CHECK(kind_of("C\x02hi") == Kind::bytes);
    CHECK(kind_of("B" + little(2, 4) + "hi") == Kind::bytes);
    CHECK(integer_of("K\xff") == 255);
    CHECK(integer_of("M\x34\x12") == 0x1234);
    CHECK(integer_of(pickled(-5)) == -5);
    CHECK(integer_of(std::string("\x8a\x00", 2)) == 0);
    CHECK(integer_of("\x8a\x01\xff") == -1);
    CHECK(integer_of(std::string("\x8a\x02\xff\x00", 4)) == 255);
    CHECK(integer_of("\x8a\x08" + little(UINT64_MAX - 1, 8)) == -2);
    CHECK(integer_of("\x8a\x08" + little(INT64_MAX, 8)) == INT64_MAX);
    CHECK(kind_of("\x8a\x09" + std::string(9, 'x')) == Kind::long_integer);
    CHECK(text_of_pickle(pickled("weight")) == "weight");
    CHECK(text_of_pickle("U\x02hi") == "hi");
    CHECK(text_of_pickle("T" + little(2, 4) + "hi") == "hi");
    CHECK(text_of_pickle("\x8c\x02hi") == "hi");
    CHECK(text_of_pickle("\x8d" + little(2, 8) + "hi") == "hi");
    CHECK(text_of_pickle("\x95" + little(4, 8) + "\x8c\x02hi") == "hi");
}

TEST_CASE("pickle: containers and memory") {
    interpret(pickle("(" + pickled(1) + pickled(2) + pickled(3) + pickled(4) + "t"),
              [](const Pickle& p, const PickleValue& v) {
                  REQUIRE(v.kind == Kind::tuple);
                  REQUIRE(v.length == 4);
                  CHECK(p.item(v, 0).integer == 1);
                  CHECK(p.item(v, 3).integer == 4);
              });
    interpret(pickle("K\x01K\x02K\x03\x87"), [](const Pickle& p, const PickleValue& v) {
        REQUIRE(v.length == 3);
        CHECK(p.item(v, 0).integer == 1);
        CHECK(p.item(v, 2).integer == 3);
    });
    CHECK(kind_of(")") == Kind::tuple);
    for (const char* list : {"]K\x01"
                             "aK\x02"
                             "a",
                             "](K\x01K\x02"
                             "e",
                             "(K\x01K\x02l"})
        interpret(pickle(list), [](const Pickle& p, const PickleValue& v) {
            REQUIRE(v.kind == Kind::list);
            REQUIRE(p.list(v).size() == 2);
            CHECK(p.list(v)[1].integer == 2);
        });
    for (const char* dict :
         {"}K\x01K\x02sK\x03K\x04s", "}(K\x01K\x02K\x03K\x04u", "ccollections\nOrderedDict\n)RK\x01K\x02sK\x03K\x04s",
          "ccollections\nOrderedDict\n](K\x01K\x02\x86K\x03K\x04\x86"
          "e\x85R",
          "ccollections\nOrderedDict\n](](K\x01K\x02"
          "e](K\x03K\x04"
          "ee\x85R",
          "ccollections\nOrderedDict\n)RK\x01K\x02sK\x03K\x04s}U\x01xNsb"})
        interpret(pickle(dict), [](const Pickle& p, const PickleValue& v) {
            REQUIRE(v.kind == Kind::dict);
            REQUIRE(p.dict(v).size() == 2);
            CHECK(p.dict(v)[0].first.integer == 1);
            CHECK(p.dict(v)[1].second.integer == 4);
        });
    // Remembered values: by one byte, by four, by count; a list stays the same list.
    for (const std::string& twice :
         {std::string("K\x07q\x05h\x05\x86"), "K\x07r" + little(300, 4) + "j" + little(300, 4) + "\x86",
          std::string("K\x07\x94h\x00\x86", 6)})
        interpret(pickle(twice), [](const Pickle& p, const PickleValue& v) {
            REQUIRE(v.length == 2);
            CHECK(p.item(v, 1).integer == 7);
        });
    interpret(pickle("]q\x01K\x05"
                     "ah\x01K\x06"
                     "a\x86"),
              [](const Pickle& p, const PickleValue& v) { CHECK(p.list(p.item(v, 0)).size() == 2); });
    CHECK(kind_of("ctorch\nSize\nK\x01K\x02\x86\x85R") == Kind::tuple);
    CHECK(kind_of("\x8c\x0b"
                  "collections\x8c\x0bOrderedDict\x93)R") == Kind::dict);
    CHECK(kind_of("ctorch.storage\nFloatStorage\n") == Kind::global);
}

TEST_CASE("pickle: every way to call is refused by the name of what it would call") {
    struct Attack {
        const char* name;
        std::string body;
    };
    const Attack attacks[] = {
        {"refused to call os.system", "cos\nsystem\nX" + little(2, 4) + "id\x85R"},
        {"refused to call posix.system", "cposix\nsystem\n(U\x02idtR"},
        {"refused to call builtins.eval",
         "cbuiltins\neval\n(U\x01"
         "1tR"},
        {"refused to call __builtin__.exec",
         "c__builtin__\nexec\n(U\x01"
         "1tR"},
        {"refused to call builtins.getattr",
         "\x8c\x08"
         "builtins\x8c\x07getattr\x93"},
        {"refused to call subprocess.Popen", "(U\x02idisubprocess\nPopen\n"},
        {"refused to call os.system", "(cos\nsystem\nU\x02ido"},
        {"refused to call torch.FloatStorage", "(ctorch\nFloatStorage\nU\x02ido"},
        {"refused to call collections.OrderedDict", "ccollections\nOrderedDict\n)\x81"},
        {"refused to call collections.OrderedDict", "ccollections\nOrderedDict\n)}\x92"},
        {"refused to call torch.FloatStorage", "ctorch\nFloatStorage\nK\x01\x85R"},
        {"refused to call a string", "U\x02id)R"},
        {"refused to call a tuple", "))R"},
        {"refused to call torch.load", "ctorch\nload\n"},
        {"refused to call torch._utils._rebuild_tensor_v3", "ctorch._utils\n_rebuild_tensor_v3\n"},
        {"refused to call collections.OrderedDict.__init__", "ccollections\nOrderedDict.__init__\n"},
        {"refused to call torch.serialization.os.system", "ctorch.serialization\nos.system\n"},
        {"refused to call .", "c\n\n"},
        {"extension registry", "\x82\x01"},
        {"extension registry", "\x83\x01\x01"},
        {"extension registry", "\x84" + little(1, 4)},
        {"refused to fetch a persistent object", "Pfile\n"},
        {"refused to set the state of a dictionary",
         "}K\x01"
         "b"},
        {"an OrderedDict to set attributes of, found a name", "ccollections\nOrderedDict\n}b"},
    };
    for (const Attack& attack : attacks) {
        CAPTURE(attack.name);
        check_message(body_refusal(attack.body), {attack.name, "data.pkl, byte"});
    }
    // Whole files, in both containers.
    const std::string evil = support::pickled_dict("w", "cos\nsystem\nU\x02id\x85R");
    check_message(support::refusal(support::torch_zip(evil)), {"refused to call os.system"});
    check_message(support::refusal(support::legacy_file(evil)), {"refused to call os.system"});
    // A name cannot forge the terminal's output or flood it.
    const std::string forged = body_refusal("cos\x1b[2J\r\nsystem" + std::string(5000, 'x') + "\n");
    CHECK(forged.find('\x1b') == std::string::npos);
    CHECK(forged.find('\r') == std::string::npos);
    CHECK(forged.size() < 500);
}

TEST_CASE("pickle: damage is refused") {
    const auto check = [](const std::string& body, std::string_view part) {
        CAPTURE(part);
        check_message(body_refusal(body), {part});
    };
    check("", "one value at the end of the pickle, found 0 values");
    check("NN", "found 2 values");
    check("N(", "one value at the end");
    check("0", "an operation that state dicts use, found 0x30");
    check("\xff", "found 0xff");
    check("a", "a value to append, found nothing on the stack");
    check("Na", "a list to append to, found nothing");
    check("NNa", "a list to append to, found None");
    check("NNNs", "a dictionary, found None");
    check(
        "](NN"
        "u",
        "a dictionary, found none");
    check("}(Nu", "keys and values in pairs, found 1");
    check("}(Ne", "a list to append to");
    check("}u", "a mark on the stack, found none");
    check("t", "a mark on the stack");
    check("N\x86", "a part of a tuple, found nothing on the stack");
    check("N(\x85", "a part of a tuple, found nothing on the stack");  // below the mark
    check("q\x01", "a value to remember");
    check("h\x01", "a remembered value, found none of number 1");
    check("Nr" + little(5, 4) + "h\x01", "found none of number 1");
    check("NK\x01\x93", "name inside a module, found an integer");
    check("NQ", "a persistent id, which is a tuple, found None");
    check(")Q", "the persistent id ('storage'");
    check("NNR", "arguments, found None");
    check("ctorch\nSize\n)R", "one tuple to make a size of");
    check("ctorch._utils\n_rebuild_parameter\nN\x85R", "a tensor to make a parameter of");
    check("ctorch._utils\n_rebuild_tensor_v2\n)R", "the parts of a tensor, found 0");
    check("ctorch._utils\n_rebuild_tensor\n(NNNNtR", "the storage of a tensor, found None");
    check("ccollections\nOrderedDict\nN\x85R", "an OrderedDict of nothing or of a list of pairs");
    check("ccollections\nOrderedDict\n](Ne\x85R", "a pair of key and value, found None");
    check("(" + pickled("storage") + "N" + pickled("0") + pickled("cpu") + pickled(1) + "tQ", "the type of a storage");
    check("(" + pickled("module") + "ctorch\nFloatStorage\n" + pickled("0") + pickled("cpu") + pickled(1) + "tQ",
          "the persistent id");
    CHECK(message_of([] {
              interpret("\x80\x06N.", [](const Pickle&, const PickleValue&) {});
          }).find("protocol 2 to 5") != std::string::npos);
    // Lengths that reach past the end.
    for (const std::string& text :
         {"X" + little(0xffffffff, 4) + "a", "\x8d" + little(UINT64_MAX, 8), std::string("U\xff"), std::string("C\xff"),
          "T" + little(0x7fffffff, 4), std::string("\x8a\xff"), std::string("\x95"), std::string("J\x01"),
          std::string("cos")})
        CHECK_FALSE(body_refusal(text).empty());
}
