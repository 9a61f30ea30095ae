#include "ctl/about_case.h"

#include "ctl/send.h"
#include <string.h>

enum { KEY_NOTE = 0x2000, KEY_DRY };

struct said_about {
	struct common common;
	struct send_options options;
	const struct about_case *what;
	const char *words[ABOUT_CASE_WORDS], *note;
	unsigned count;
	bool dry;
};

static bool is_numbered(const char *word, char letter)
{
	return word[0] == letter && word[1] && strspn(word + 1, "0123456789") == strlen(word + 1);
}

static void take_word(struct argp_state *state, struct said_about *s, const char *word)
{
	const char *field = s->what->fields[s->count];
	bool of_task = strcmp(s->what->fields[0], "task") == 0;

	if (!field)
		argp_error(state, "there is nothing to do with \"%s\"; a note is given by --note", word);
	if (s->count == 0 && !is_numbered(word, of_task ? 'T' : 'C'))
		argp_error(state, "expected %s, got \"%s\"", of_task ? "the id of a task like T5" : "the id of a case like C17",
			   word);
	s->words[s->count++] = word;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct said_about *s = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		common_children(state, 2, &s->common);
		state->child_inputs[2] = &s->options;
		return 0;
	case KEY_NOTE:
		s->note = arg;
		return 0;
	case KEY_DRY:
		s->dry = true;
		return 0;
	case ARGP_KEY_ARG:
		take_word(state, s, arg);
		return 0;
	case ARGP_KEY_END:
		if (s->what->fields[s->count])
			argp_error(state, "the %s is missing", s->what->fields[s->count]);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int send_it(const struct said_about *said)
{
	struct server s = { 0 };
	struct send send = { .common = &said->common, .server = &s };
	struct err err;
	int status;

	if (server_open(&said->common, &s, &err) < 0) {
		status = server_complain(&s, &err);
	} else {
		send_command(&send, said->what->command, said->options.by, said->options.token);
		for (unsigned i = 0; i < said->count; i++)
			send_add(&send, said->what->fields[i], str_of(said->words[i]));
		if (said->what->deed)
			send_add(&send, "do", str_of(said->what->deed));
		if (said->note)
			send_add(&send, "note", str_of(said->note));
		status = send_now(&send);
	}
	send_free(&send);
	server_close(&s);
	return status;
}

int about_case(int argc, char **argv, const struct about_case *what)
{
	static const struct argp_option noting[] = {
		{ "note", KEY_NOTE, "TEXT", 0, "What there is to add, for those who read it later", 0 },
		{ 0 },
	};
	static const struct argp_option trying[] = {
		{ "dry", KEY_DRY, NULL, 0, "Only say what would come of it", 0 },
		{ 0 },
	};
	static const struct argp_option none[] = { { 0 } };
	static const struct argp_child children[] = { COMMON_OUTPUT, COMMON_SERVER, SEND_CHILD, { 0 } };
	const struct argp_option *options = what->dry ? trying : what->deed ? none : noting;
	const struct argp argp = { options, parse, what->usage, what->doc, children, NULL, NULL };
	struct said_about said = { .what = what };

	common_init(&said.common);
	argp_parse(&argp, argc, argv, 0, NULL, &said);
	return said.dry ? what->dry(&said.common, said.words[0]) : send_it(&said);
}
