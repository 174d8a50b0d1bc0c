// SPDX-License-Identifier: MIT
// That the other tests of this program test what they are meant to.
#include <doctest/doctest.h>

#include <string>
#include <type_traits>

#include "facenet/kernels/select.hpp"

TEST_CASE("this program runs the kernels it was built for") {
    const facenet::Isa best = facenet::best_isa();
#if defined(CROSS_XSIMD)
    static_assert(std::is_same_v<xsimd::default_arch, xsimd::CROSS_XSIMD>, "xsimd must see the architecture of the build");
    MESSAGE("tested: " << std::string(facenet::isa_name(best)) << "; native is xsimd's " << std::string(xsimd::default_arch::name()) << ", "
                       << facenet::kernels::native::kLanes << " lanes");
#else
    MESSAGE("tested: " << std::string(facenet::isa_name(best)));
#endif
#if defined(CROSS_NATIVE_LANES)
    static_assert(facenet::kernels::native::kLanes == CROSS_NATIVE_LANES, "the build must have its vectors");
#endif
    CHECK(best == facenet::Isa::CROSS_ISA);
    CHECK(facenet::kernels::table(best).isa == facenet::Isa::CROSS_ISA);
}
