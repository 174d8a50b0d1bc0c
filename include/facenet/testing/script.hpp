// SPDX-License-Identifier: MIT
/// Answers that a test writes down before the code under test asks.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "../core/error.hpp"
#include "../image/image.hpp"

FACENET_NAMESPACE_BEGIN
namespace testing {

/// The same RGB pixels, whatever their formats.
inline bool same_pixels(const ImageView& a, const ImageView& b) {
    if (a.data == nullptr || b.data == nullptr || a.width != b.width || a.height != b.height) return false;
    for (int y = 0; y < a.height; ++y)
        for (int x = 0; x < a.width; ++x) {
            std::uint8_t in_a[3], in_b[3];
            read_rgb(a.pixel(x, y), a.format, in_a);
            read_rgb(b.pixel(x, y), b.format, in_b);
            if (!std::equal(in_a, in_a + 3, in_b)) return false;
        }
    return true;
}

/// Answers to calls: by what they ask, else in their order, else by a callback, else an Error: a call that nobody has
/// thought of is never answered in silence. Copies share one script; so do threads.
template <class Answer, class Call>
class Script {
public:
    using Reply = std::function<Result<Answer>(const Call&)>;
    using Condition = std::function<bool(const Call&)>;

    /// `who`: as errors name it.
    explicit Script(std::string who) : state_(std::make_shared<State>()) { state_->who = std::move(who); }

    /// The answer to every call that `condition` holds for; the first such condition counts.
    void when(Condition condition, Result<Answer> answer) {
        const std::lock_guard<std::mutex> lock(state_->mutex);
        state_->rules.push_back({std::move(condition), std::move(answer)});
    }
    /// The answer to the next of the calls that no condition holds for.
    void then(Result<Answer> answer) {
        const std::lock_guard<std::mutex> lock(state_->mutex);
        state_->queue.push_back(std::move(answer));
    }
    /// What answers all other calls. Called in the thread that asks.
    void otherwise(Reply reply) {
        const std::lock_guard<std::mutex> lock(state_->mutex);
        state_->reply = std::move(reply);
    }

    Result<Answer> ask(const Call& call) const {
        Reply reply;
        int number = 0;
        {
            const std::lock_guard<std::mutex> lock(state_->mutex);
            number = ++state_->calls;
            for (const Rule& rule : state_->rules)
                if (rule.condition(call)) return rule.answer;
            if (!state_->queue.empty()) {
                Result<Answer> answer = std::move(state_->queue.front());
                state_->queue.pop_front();
                return answer;
            }
            reply = state_->reply;
        }
        if (reply) return guarded<Answer>(state_->who.c_str(), [&] { return reply(call); });
        return mismatch_error(state_->who + ", call " + std::to_string(number), "an answer in the script", "none");
    }

    /// Calls so far.
    int calls() const {
        const std::lock_guard<std::mutex> lock(state_->mutex);
        return state_->calls;
    }
    /// Answers of then() that nobody has asked for.
    int left() const {
        const std::lock_guard<std::mutex> lock(state_->mutex);
        return static_cast<int>(state_->queue.size());
    }

private:
    struct Rule {
        Condition condition;
        Result<Answer> answer;
    };
    struct State {
        std::string who;
        std::mutex mutex;
        std::vector<Rule> rules;
        std::deque<Result<Answer>> queue;
        Reply reply;
        int calls = 0;
    };
    std::shared_ptr<State> state_;
};

}  // namespace testing
FACENET_NAMESPACE_END
