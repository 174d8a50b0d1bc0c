// SPDX-License-Identifier: MIT
/// Real photos of people whose names are known (tests/support/paths.hpp), and what is right about them.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/program.hpp"

namespace cli {

inline std::string face_photo(const std::string& name) {
    return (support::faces_dir() / name).string();
}

inline bool have_known_faces() {
    if (!have_models()) return false;
    if (fs::exists(support::faces_dir())) return true;
    MESSAGE("skipped: there are no photos in " << support::faces_dir().string());
    return false;
}

/// People, and the photos that show one of them alone (SOURCES.md beside the photos).
using KnownPeople = std::map<std::string, std::set<std::string>>;

inline const KnownPeople& known_people() {
    static const KnownPeople people{
        {"alex", {"train/alex_lacamoire/img1.jpg", "test/alex_lacamoire1.jpg"}},
        {"biden", {"train/biden/biden.jpg", "train/biden/biden2.jpg", "test_images/biden.jpg"}},
        {"kit", {"train/kit_harington/john1.jpeg", "train/kit_harington/john2.jpeg", "test/johnsnow_test1.jpg"}},
        {"obama",
         {"train/obama/obama.jpg", "train/obama/obama2.jpg", "test/obama1.jpg", "test_images/obama.jpg",
          "test_images/obama2.jpg", "test_images/obama3.jpg", "test_images/32bit.png"}},
        {"rose", {"train/rose_leslie/img1.jpg", "train/rose_leslie/img2.jpg"}},
        {"jolie", {"facenet-pytorch/angelina_jolie.jpg", "facenet-pytorch/angelina_jolie-aligned160.png"}},
        {"siegel", {"facenet-pytorch/kate_siegel.jpg"}},
        {"rudd", {"facenet-pytorch/paul_rudd.jpg", "facenet-pytorch/paul_rudd-aligned160.png"}},
        {"cooper", {"facenet-pytorch/bradley_cooper-aligned160.png"}},
        {"whigham", {"facenet-pytorch/shea_whigham-aligned160.png"}},
        {"miranda", {"face_recognition/lin-manuel-miranda.png"}},
        {"adams", {"openface/adams.jpg"}},
        {"carell", {"openface/carell.jpg"}},
        {"clapton", {"openface/clapton-1.jpg", "openface/clapton-2.jpg"}},
        {"lennon", {"openface/lennon-1.jpg", "openface/lennon-2.jpg"}}};
    return people;
}

/// Photos in which a border cuts off half the face: crops closer than the detector's box, and partial faces. Nobody can
/// say for sure who that is, but it must not be taken for somebody else.
inline const KnownPeople& cut_people() {
    static const KnownPeople people{
        {"adams", {"openface/adams-aligned96.png"}},
        {"carell", {"openface/carell-aligned96.png"}},
        {"clapton", {"openface/clapton-1-aligned96.png", "openface/clapton-2-aligned96.png"}},
        {"lennon", {"openface/lennon-1-aligned96.png", "openface/lennon-2-aligned96.png"}},
        {"siegel", {"facenet-pytorch/kate_siegel-aligned160.png"}},
        {"obama", {"test_images/obama_partial_face.jpg", "test_images/obama_partial_face2.jpg"}}};
    return people;
}

/// Who is on a photo that shows one of them alone; else empty.
inline std::string person_on(const std::string& photo, const KnownPeople& people) {
    for (const auto& [name, photos] : people)
        for (const std::string& end : photos)
            if (photo.size() > end.size() && photo.compare(photo.size() - end.size(), end.size(), end) == 0)
                return name;
    return {};
}

/// The report of `people` or `cluster`: exactly one group for each known person, and nobody else in it. `near`: one whose two
/// photos are so near the threshold that they may be apart.
inline void check_groups(const Json& report, const std::string& near = "") {
    std::map<std::string, std::set<int>> groups_of;
    std::map<int, std::set<std::string>> names_in;
    for (const Json& face : report["faces"]) {
        const std::string photo = face["photo"].get<std::string>();
        const std::string name = person_on(photo, known_people()), cut = person_on(photo, cut_people());
        const int group = face["person"].get<int>();
        if (!name.empty()) groups_of[name].insert(group);
        if (!name.empty() || !cut.empty()) names_in[group].insert(name.empty() ? cut : name);
    }
    CHECK(groups_of.size() == known_people().size());
    for (const auto& [name, groups] : groups_of) {
        const std::string who = name;
        CAPTURE(who);
        CHECK(groups.size() <= (name == near ? 2u : 1u));
    }
    for (const auto& [group, names] : names_in) {
        const std::string together = Json(names).dump();
        CAPTURE(together);
        CHECK(names.size() == 1);
    }
    // On the photos of two people, each is with the own others.
    for (const char* photo : {"two_people.jpg", "obama_and_biden.jpg"})
        for (const char* name : {"obama", "biden"}) {
            const auto shown = [&](const Json& face) {
                return face["photo"].get<std::string>().find(photo) != std::string::npos &&
                       groups_of[name].count(face["person"].get<int>()) == 1;
            };
            CHECK(std::count_if(report["faces"].begin(), report["faces"].end(), shown) == 1);
        }
}

}  // namespace cli
