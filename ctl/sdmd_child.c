#include "ctl/sdmd_child.h"
#include "base/mem.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STOP_MS = 20000, LOOK_MS = 2, LAST_WORDS = 1000 };

static char *path_in(const char *folder, const char *name)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s/%s", folder, name);
	return b.ptr;
}

static int write_file(const char *path, struct str text, struct err *err)
{
	FILE *f = fopen(path, "wbe");
	bool good = f && fwrite(text.ptr, 1, text.len, f) == text.len;

	if (f)
		good = fclose(f) == 0 && good;
	return good ? 0 : err_set(err, "%s: %s", path, strerror(errno));
}

int sdmd_child_new(struct sdmd_child *d, const char *program, struct str settings, struct err *err)
{
	const char *tmp = getenv("TMPDIR");

	*d = (struct sdmd_child){ .program = program, .folder = path_in(tmp && *tmp ? tmp : "/tmp", "sdmctl-test-XXXXXX") };
	if (!mkdtemp(d->folder)) {
		err_set(err, "%s: %s", d->folder, strerror(errno));
		mem_free(d->folder);
		d->folder = NULL;
		return -1;
	}
	d->settings = path_in(d->folder, "sdmd.yaml");
	d->log = path_in(d->folder, "sdmd.log");
	return write_file(d->settings, settings, err);
}

/* In the child: nothing but exec or an end. */
static _Noreturn void become(const struct sdmd_child *d, const char *beside)
{
	char name[] = "sdmd", option[] = "--config";
	char *const argv[] = { name, option, d->settings, NULL };
	int log = open(d->log, O_WRONLY | O_CREAT | O_APPEND, 0600);

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (log >= 0) {
		dup2(log, STDOUT_FILENO);
		dup2(log, STDERR_FILENO);
	}
	close_range(3, ~0U, 0);
	signal(SIGPIPE, SIG_DFL);
	if (d->program)
		execvp(d->program, argv);
	else if (access(beside, X_OK) == 0)
		execv(beside, argv);
	else
		execvp("sdmd", argv);
	dprintf(STDERR_FILENO, "cannot start sdmd: %s; name it by --sdmd\n", strerror(errno));
	_exit(127);
}

int sdmd_child_start(struct sdmd_child *d, struct err *err)
{
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self));
	struct buf beside = { 0 };
	pid_t pid;

	while (len > 0 && self[len - 1] != '/')
		len--;
	buf_addf(&beside, "%.*ssdmd", (int)(len > 0 ? len : 0), self);
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		become(d, beside.ptr);
	buf_free(&beside);
	if (pid < 0)
		return err_set(err, "cannot start sdmd: %s", strerror(errno));
	d->pid = pid;
	return 0;
}

static void add_last_words(const struct sdmd_child *d, struct buf *out)
{
	FILE *f = fopen(d->log, "rbe");
	char text[LAST_WORDS + 1];
	size_t len;

	if (!f)
		return;
	if (fseek(f, -LAST_WORDS, SEEK_END) < 0)
		rewind(f);
	len = fread(text, 1, LAST_WORDS, f);
	fclose(f);
	buf_adds(out, str_trim((struct str){ text, len }));
}

static int ended_badly(struct sdmd_child *d, int status, struct err *err)
{
	struct buf words = { 0 };

	add_last_words(d, &words);
	if (WIFSIGNALED(status))
		err_set(err, "sdmd was ended by signal %d: %s", WTERMSIG(status), words.ptr ? words.ptr : "");
	else
		err_set(err, "sdmd ended with %d: %s", WEXITSTATUS(status), words.ptr ? words.ptr : "");
	buf_free(&words);
	return -1;
}

int sdmd_child_lives(struct sdmd_child *d, struct err *err)
{
	int status;

	if (d->pid == 0)
		return err_set(err, "sdmd does not run");
	if (waitpid(d->pid, &status, WNOHANG) != d->pid)
		return 0;
	d->pid = 0;
	return ended_badly(d, status, err);
}

int sdmd_child_stop(struct sdmd_child *d, struct err *err)
{
	struct timespec pause = { 0, LOOK_MS * 1000000L };
	int status = 0, waited = 0;

	if (d->pid == 0)
		return 0;
	kill(d->pid, SIGTERM);
	while (waitpid(d->pid, &status, WNOHANG) == 0 && waited < STOP_MS) {
		nanosleep(&pause, NULL);
		waited += LOOK_MS;
	}
	if (waited >= STOP_MS) {
		kill(d->pid, SIGKILL);
		waitpid(d->pid, &status, 0);
	}
	d->pid = 0;
	if (waited >= STOP_MS)
		return err_set(err, "sdmd did not stop within %d s", STOP_MS / 1000);
	/* Before its first line it does not listen to signals yet. */
	if (status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM))
		return 0;
	return ended_badly(d, status, err);
}

void sdmd_child_free(struct sdmd_child *d)
{
	sdmd_child_stop(d, NULL);
	if (d->folder) {
		unlink(d->settings);
		unlink(d->log);
		rmdir(d->folder);
	}
	mem_free(d->folder);
	mem_free(d->settings);
	mem_free(d->log);
	*d = (struct sdmd_child){ 0 };
}
