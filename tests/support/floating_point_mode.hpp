// SPDX-License-Identifier: MIT
/// How a program has set its processor's floating-point arithmetic.
#pragma once

#include <cfenv>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace support {

/// Rounds as told and, where `flush` (on x86, elsewhere as ever), takes denormal numbers for zeros; until its end.
class FloatingPointMode {
public:
    FloatingPointMode(int rounding, bool flush) {
        std::fegetenv(&before_);
        std::fesetround(rounding);
#if defined(__SSE2__)
        constexpr unsigned kFlushToZero = 0x8000, kDenormalsAreZeros = 0x0040;
        if (flush) _mm_setcsr(_mm_getcsr() | kFlushToZero | kDenormalsAreZeros);
#else
        (void)flush;
#endif
        set_ = control();
    }
    FloatingPointMode(const FloatingPointMode&) = delete;
    FloatingPointMode& operator=(const FloatingPointMode&) = delete;
    ~FloatingPointMode() { std::fesetenv(&before_); }

    /// Whether nobody has changed it since.
    bool is_set() const { return control() == set_; }

private:
    static unsigned control() {
#if defined(__SSE2__)
        constexpr unsigned kStatus = 0x3F;  // what has happened, not what is wanted
        return _mm_getcsr() & ~kStatus;
#else
        return static_cast<unsigned>(std::fegetround());
#endif
    }
    std::fenv_t before_;
    unsigned set_ = 0;
};

}  // namespace support
