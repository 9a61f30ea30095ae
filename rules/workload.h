/* How many people the care of the clients takes (domain model 2.8), by the norms of each segment:
 *
 *	hours a month = clients x contacts of a client x hours of a contact; N = hours / (average month's hours x selling share)
 *	40 x 4 x 1.5 + 120 x 2 x 1 + 400 x 0.5 x 0.5 = 580 h; of 164.33 h a month 70 % are 115.03 h: 5.04, so 6 at 84 %
 *
 * Not whether they are the right ones, nor where they are: see capacity.h for what they bring.
 */
#pragma once
#include "rules/capacity_norms.h"
#include "rules/question.h"

struct workload_part {
	const struct work_norm *norm;
	struct ratio clients; /* den 0: no data, and the part is left out of the sums */
	struct ratio hours;   /* a month */
	struct ratio own;     /* hours that one person has for such clients a month */
};
enum { WORKLOAD_PARTS_MAX = 64 };
struct workload {
	struct workload_part parts[WORKLOAD_PARTS_MAX]; /* in the order of the model */
	uint32_t count, without;                        /* without: those that have no data */
	struct ratio month;                             /* hours of the average month */
	struct ratio hours;                             /* of all parts */
	struct ratio needed;                            /* people */
	int64_t heads;                                  /* rounded up */
	struct ratio load;                              /* needed / heads; den 0: nobody is needed */
	uint32_t have;                                  /* sellers of the scope on the day asked */
	struct ratio load_now;                          /* needed / have; den 0: there are none */
};
/* By the norms that hold on the day asked, or on the period's last one: of a segment those of the scope itself, else those of any
 * scope. The hours are those of the calendar year that the day lies in, by the company's calendar where the question names none.
 * ANALYSIS_NO_NORMS; ANALYSIS_NO_DATA: no part has clients. */
enum analysis_outcome workload_of(const struct question *q, struct workload *out);
/* The same from `parts` with norms and clients, `month` and `have`. */
enum analysis_outcome workload_fill(struct workload *w);
