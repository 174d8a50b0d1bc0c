// SPDX-License-Identifier: MIT
/// Looks at the camera's frames and says when to open the door.
#pragma once

#include <functional>
#include <string>

#include <facenet/image/image.hpp>

#include "eyes.hpp"
#include "known_people.hpp"

namespace door {

class DoorOpener {
public:
    /// Frames in a row that must show the same known person: one alone may be a blurred stranger.
    static constexpr int kFramesNeeded = 2;

    /// `log` gets one line a frame.
    DoorOpener(Eyes eyes, KnownPeople people, std::function<void(const std::string&)> log);

    /// Whether to open the door now. Only the largest face counts: whoever stands nearest to the door. A frame that
    /// cannot be read is logged and opens nothing.
    bool on_frame(const facenet::ImageView& frame);

private:
    /// The name of the known person at the door; empty where there is none. `why` is what the log says.
    std::string look(const facenet::ImageView& frame, std::string& why) const;

    Eyes eyes_;
    KnownPeople people_;
    std::function<void(const std::string&)> log_;
    std::string last_seen_;
    int times_seen_ = 0;
};

}  // namespace door
