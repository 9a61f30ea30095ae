/* A private redis-server for one test: on a unix socket in a temporary folder, ended with the test program. */
#pragma once
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

struct redis {
	pid_t pid;
	char dir[64];
	char socket[128];
};

static inline bool redis_is_there(void)
{
	bool there = system("redis-server --version >/dev/null 2>&1") == 0;

	if (!there)
		print_message("redis-server is not installed: skipped\n");
	return there;
}

static inline bool redis_listens(const struct redis *r)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(a.sun_path, r->socket, strlen(r->socket));
	bool listens = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
	close(fd);
	return listens;
}

/* `more`: further arguments of redis-server, ends with NULL; may be NULL. */
static inline void redis_run(struct redis *r, const char *const *more)
{
	const char *args[32] = { "redis-server", "--port", "0",           "--unixsocket", r->socket,    "--dir",  r->dir,
				 "--save",       "",       "--daemonize", "no",           "--loglevel", "warning" };
	int n = 13;

	while (more && *more)
		args[n++] = *more++;
	unlink(r->socket);
	r->pid = fork();
	if (r->pid == 0) {
		int null = open("/dev/null", O_RDWR);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(null, 1);
		dup2(null, 2);
		execvp(args[0], (char *const *)(uintptr_t)args);
		_exit(127);
	}
	for (int i = 0; i < 500 && !redis_listens(r); i++)
		usleep(10000);
}

static inline void redis_start(struct redis *r, const char *const *more)
{
	snprintf(r->dir, sizeof(r->dir), "/tmp/sdm-test-XXXXXX");
	if (mkdtemp(r->dir) == NULL)
		abort();
	snprintf(r->socket, sizeof(r->socket), "%s/redis.sock", r->dir);
	redis_run(r, more);
}

static inline void redis_kill(struct redis *r)
{
	kill(r->pid, SIGKILL);
	waitpid(r->pid, NULL, 0);
}

static inline void redis_stop(struct redis *r)
{
	char command[128];

	redis_kill(r);
	snprintf(command, sizeof(command), "rm -rf '%s'", r->dir);
	if (system(command) != 0)
		abort();
}

/* A TCP port of loopback that nobody listens on. */
static inline unsigned redis_free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(fd, (struct sockaddr *)&a, len) < 0 || getsockname(fd, (struct sockaddr *)&a, &len) < 0)
		abort();
	close(fd);
	return ntohs(a.sin_port);
}
