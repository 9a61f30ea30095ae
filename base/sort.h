/* Sorting an array by an order that needs more than the two elements: in place, no recursion, no library call with state.
 *
 *	#define BEFORE(a, b) (order(e, a, b) < 0)
 *	HEAP_SORT(uint32_t, list, count, BEFORE);
 *
 * Elements that are equal in this order may change places.
 */
#pragma once

#define HEAP_SORT(type, list, n, before)                                                                                         \
	do {                                                                                                                     \
		for (size_t end_ = (n), start_ = (n) / 2; end_ > 1;) {                                                           \
			type moved_;                                                                                             \
			if (start_) {                                                                                            \
				moved_ = (list)[--start_];                                                                       \
			} else {                                                                                                 \
				moved_ = (list)[--end_];                                                                         \
				(list)[end_] = (list)[0];                                                                        \
			}                                                                                                        \
			size_t at_ = start_, child_;                                                                             \
			while ((child_ = 2 * at_ + 1) < end_) {                                                                  \
				if (child_ + 1 < end_ && before((list)[child_], (list)[child_ + 1]))                             \
					child_++;                                                                                \
				if (!before(moved_, (list)[child_]))                                                             \
					break;                                                                                   \
				(list)[at_] = (list)[child_];                                                                    \
				at_ = child_;                                                                                    \
			}                                                                                                        \
			(list)[at_] = moved_;                                                                                    \
		}                                                                                                                \
	} while (0)
