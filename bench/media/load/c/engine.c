/* The loop: whoever's turn it is sends, and whatever arrives is received. */
#define _GNU_SOURCE
#include "engine.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "packets.h"

enum { READY = 64, TURNS_AT_ONCE = 16 };

/* Of a backlog: when our core was gone for longer, no burst makes up for it. */
#define PATIENCE (SECOND / 200)

static const uint64_t INTERVALS[WHEELS] = {
    [SENDS_FEEDBACK] = SECOND / 10,
    [SENDS_REPORTS] = SECOND,
    [SENDS_CHECKS] = 5 * SECOND /* RFC 7675 section 5.1 */
};

struct engine *engine_open(const struct srtp_library *library, uint32_t *latencies, uint64_t capacity) {
  struct engine *engine = calloc(1, sizeof *engine);
  if (!engine) return NULL;
  engine->library = *library;
  engine->latencies = latencies;
  engine->capacity = capacity;
  engine->poll = epoll_create1(0);
  for (int i = 0; i < WHEELS; i++) engine->wheels[i].interval = INTERVALS[i];
  return engine;
}

void engine_close(struct engine *engine) {
  close(engine->poll);
  for (int i = 0; i < engine->count; i++) free(engine->clients[i]);
  free(engine);
}

static void join(struct wheel *wheel, struct client *client) { wheel->members[wheel->count++] = client; }

static void take_places(struct engine *engine, struct client *client) {
  for (int kind = 0; kind < KINDS; kind++) {
    const struct stream_plan *plan = &client->plan.streams[kind];
    client->streams[kind].plan = *plan;
    client->streams[kind].sequence = (uint16_t)(plan->ssrc & 0x7FFF); /* as arbitrary as the SSRC */
    if (!plan->recording) continue;
    engine->wheels[kind].interval = SECOND * plan->packets_per_turn / plan->packets_per_second;
    join(&engine->wheels[kind], client);
  }
  join(&engine->wheels[SENDS_REPORTS], client);
  if (client->plan.transport_cc_id) join(&engine->wheels[SENDS_FEEDBACK], client);
  if (client->plan.check) join(&engine->wheels[SENDS_CHECKS], client);
}

int engine_add(struct engine *engine, const struct client_plan *plan) {
  int on = 1;
  struct client *client = engine->count < MAX_CLIENTS ? calloc(1, sizeof *client) : NULL;
  if (!client) return -1;
  client->plan = *plan;
  client->index = engine->count;
  engine->clients[engine->count++] = client;
  take_places(engine, client);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
  if (setsockopt(plan->socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on)) return -1;
  return epoll_ctl(engine->poll, EPOLL_CTL_ADD, plan->socket, &event);
}

static uint64_t next_turn(const struct wheel *wheel) {
  if (!wheel->count) return UINT64_MAX;
  return wheel->start + wheel->turn * wheel->interval / (uint64_t)wheel->count;
}

static void send_check(struct engine *engine, struct client *client) {
  send_packet(engine, client, NULL, (uint8_t *)client->plan.check, (int)client->plan.check_size);
}

static void act(struct engine *engine, int what, struct client *client) {
  if (what == SENDS_AUDIO) send_media(engine, client, AUDIO);
  if (what == SENDS_VIDEO) send_media(engine, client, VIDEO);
  if (what == SENDS_FEEDBACK) send_feedback(engine, client);
  if (what == SENDS_REPORTS) send_reports(engine, client, clock_time(CLOCK_REALTIME));
  if (what == SENDS_CHECKS) send_check(engine, client);
}

static void note_lag(struct engine *engine, struct wheel *wheel, uint64_t lag) {
  int measured = engine->epoch == MEASURED;
  if (measured && lag > engine->totals.worst_lag) engine->totals.worst_lag = lag;
  if (lag < PATIENCE) return;
  wheel->start += lag;
  if (measured) engine->totals.skipped += lag * (uint64_t)wheel->count / wheel->interval;
}

/* A few turns of each wheel, so that receiving is never far away. Whether there were any. */
static int take_turns(struct engine *engine, uint64_t now) {
  int taken = 0;
  for (int what = 0; what < WHEELS; what++) {
    struct wheel *wheel = &engine->wheels[what];
    for (int i = 0; i < TURNS_AT_ONCE && next_turn(wheel) <= now; i++, taken++) {
      note_lag(engine, wheel, now - next_turn(wheel));
      act(engine, what, wheel->members[wheel->turn++ % (uint64_t)wheel->count]);
    }
  }
  return taken > 0;
}

/* Whether anything waited. Never sleeps: on a virtual machine a nap of 20 us lasts 100 and makes several clients'
   packets one burst. */
static int receive_ready(struct engine *engine) {
  struct epoll_event ready[READY];
  int count = epoll_wait(engine->poll, ready, READY, 0);
  for (int i = 0; i < count; i++) receive(engine, ready[i].data.ptr);
  return count > 0;
}

static void start_wheels(struct engine *engine) {
  uint64_t now = clock_time(CLOCK_MONOTONIC);
  for (int i = 0; i < WHEELS; i++) {
    engine->wheels[i].start = now + (uint64_t)i * SECOND / 700; /* the wheels are out of step, too */
    engine->wheels[i].turn = 0;
  }
  engine->running = 1;
}

void engine_run(struct engine *engine, double seconds, int epoch) {
  if (!engine->running) start_wheels(engine);
  engine->epoch = epoch;
  uint64_t now = clock_time(CLOCK_MONOTONIC), end = now + (uint64_t)(seconds * (double)SECOND);
  while (now < end) {
    int sent = take_turns(engine, now), received = receive_ready(engine);
    uint64_t after = clock_time(CLOCK_MONOTONIC);
    if (sent || received) engine->totals.busy += after - now;
    now = after;
  }
}

void engine_read(const struct engine *engine, struct totals *totals) { *totals = engine->totals; }
