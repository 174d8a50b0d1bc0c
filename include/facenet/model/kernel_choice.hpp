// SPDX-License-Identifier: MIT
/// Which kernels run a blob.
#pragma once

#include "../blob/reader.hpp"
#include "../kernels/select.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// The instruction set asked for, if the processor has it. A packed blob can be run only by kernels whose panels are as
/// wide as its own: by others of the processor's, if need be. Error: it has none such.
FACENET_COLD inline Result<Isa> choose_isa(const RecipeNumbers& recipe, Isa wanted) {
    if (!isa_available(wanted)) wanted = Isa::native;
    const int panel = recipe.packed_panel;
    if (panel == 0 || kernels::table(wanted).panel == panel) return wanted;
    Result<Isa> chosen = mismatch({"blob, packed weights"},
                                  {"panels of ", kernels::table(wanted).panel, " columns (", isa_name(wanted), "), or a blob that is not packed"},
                                  {"panels of ", panel});
    for (Isa isa : kAllIsas)
        if (isa_available(isa) && kernels::table(isa).panel == panel) chosen = isa;
    return chosen;
}

}  // namespace model
FACENET_NAMESPACE_END
