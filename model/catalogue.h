/* Ready KPIs: what `use` in kpis.yaml names becomes measures and KPIs of that document, as if the company had written them.
 *
 *	use:
 *	  win: {}                                # the entry "win" with the names that it expects
 *	  conv: {of: conv_ij, from: lead, to: offer, min_sample: 30}
 *
 * The entry's measure "won" gets the code `win_won`, so company's formulas can name it.
 */
#pragma once
#include "model/loader.h"

/* Before kpis.yaml is made into a part of the model. What cannot be used leaves a gap. */
void catalogue_use(struct loader *l);
/* The reference of the ready KPIs, in Markdown. */
void catalogue_reference(const struct catalogue_doc *catalogue, struct buf *out);
