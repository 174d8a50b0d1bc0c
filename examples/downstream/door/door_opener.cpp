// SPDX-License-Identifier: MIT
#include "door_opener.hpp"

#include <utility>

#include <facenet/core/error.hpp>

namespace door {

DoorOpener::DoorOpener(Eyes eyes, KnownPeople people, std::function<void(const std::string&)> log)
    : eyes_(std::move(eyes)), people_(std::move(people)), log_(std::move(log)) {}

bool DoorOpener::on_frame(const facenet::ImageView& frame) {
    std::string why;
    std::string seen;
    try {
        seen = look(frame, why);
    } catch (const facenet::Error& error) {
        why = std::string("cannot see: ") + error.what();
    }
    times_seen_ = seen.empty() ? 0 : seen == last_seen_ ? times_seen_ + 1 : 1;
    last_seen_ = seen;
    const bool open = times_seen_ >= kFramesNeeded;
    log_(why + (open ? ": open" : ": shut"));
    return open;
}

std::string DoorOpener::look(const facenet::ImageView& frame, std::string& why) const {
    const auto faces = eyes_.detect(frame);
    if (faces.empty()) return why = "nobody", std::string();
    // The detector has put the largest face first.
    const auto match = people_.find(eyes_.embed(frame, faces.front()));
    if (!match) return why = "a stranger", std::string();
    why = match->name + " at distance " + std::to_string(match->distance);
    return match->name;
}

}  // namespace door
