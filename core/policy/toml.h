// SPDX-License-Identifier: Apache-2.0
#pragma once

// The only place that includes toml++, for every layer: its parser takes for granted what a
// malformed document can break ("[&" is enough in 3.3), by assert() or, with NDEBUG, by an
// assumption handed to the optimizer. The code behind each answers the malformed document properly;
// so the assertions are switched off, alike in all builds. Parse with parse_document() only.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expression) static_assert(true)
// Arrays and tables in one another; each level takes stack.
#define TOML_MAX_NESTED_VALUES 16
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

#if TOML_EXCEPTIONS || !TOML_HEADER_ONLY
#error "link the target stellwerk_toml: errors are values here, and the code is in the headers"
#endif
