/* The option table of the catalogue: ready KPIs with parameters, which kpis.yaml uses by name. */
#include "model/document_tables.h"
#include "model/yaml.h"

static const char *const takes_choices[] = { "entity", "table", "field", "code", "codes", "days", "conditions", NULL };
static const struct option parameter_options[] = {
	OPTION(struct parameter_doc, "takes", takes, OPTION_CHOICE, .choices = takes_choices, .required = true,
	       .help = "What it stands for: an entity of entities.yaml, a fact table, a field, a code, codes, a number of days, "
		       "or "
		       "conditions like those of `where`."),
	OPTION(struct parameter_doc, "default", preset, OPTION_ANY,
	       .help = "What it is where a company does not say it. It may name other parameters, like `<deal>_step`."),
	OPTION(struct parameter_doc, "optional", optional, OPTION_FLAG, .preset = "no",
	       .help = "It may have no value at all; without this and without a default a company has to say it."),
	OPTION(struct parameter_doc, "help", help, OPTION_TEXT, .required = true, .help = "One sentence about it."),
	{ 0 },
};
static const struct options parameter_table = { "a parameter", "What a company says about a ready KPI. The key is its name.",
						sizeof(struct parameter_doc), parameter_options, NULL };
static const struct option ready_options[] = {
	OPTION(struct ready_doc, "help", help, OPTION_TEXT, .required = true, .help = "What the KPI tells, for consultants."),
	OPTION(struct ready_doc, "parameters", parameters, OPTION_MAP, .of = &parameter_table,
	       .help = "Its parameters by name. Wherever `<name>` stands in what follows, it is the parameter's value."),
	OPTION(struct ready_doc, "measures", measures, OPTION_PAIRS, .required = true,
	       .help = "Measures by name, each written as in kpis.yaml; of a list of them the first one counts whose parameters "
		       "all have values."),
	OPTION(struct ready_doc, "kpi", kpi, OPTION_PAIRS, .required = true,
	       .help = "The KPI, written as in kpis.yaml; its formula is over the measures above."),
	{ 0 },
};
static const struct options ready_table = { "a ready KPI", "A KPI that companies use by its code.", sizeof(struct ready_doc),
					    ready_options, NULL };
static const struct option catalogue_options[] = {
	OPTION(struct catalogue_doc, "catalogue", ready, OPTION_MAP, .of = &ready_table, .required = true,
	       .help = "The ready KPIs by code."),
	{ 0 },
};
const struct options catalogue_table = {
	"the catalogue",
	"Ready KPIs. One is shipped and counts where the company's folder has none of its own; what it offers, "
	"[catalogue.md](catalogue.md) says.",
	sizeof(struct catalogue_doc), catalogue_options, NULL
};

const struct catalogue_doc *catalogue_read(struct arena *a, const char *file, struct str text, struct problems *problems)
{
	static const struct bundle no_files;
	struct option_reader r = { .arena = a, .problems = problems, .bundle = &no_files };
	size_t before = problems->errors;
	const struct node *root = yaml_parse(a, file, text, problems);
	struct catalogue_doc *d;

	if (!root)
		return NULL;
	d = option_defaults(&r, &catalogue_table, root->place);
	option_read(&r, &catalogue_table, root, d);
	return problems->errors > before ? NULL : d;
}
