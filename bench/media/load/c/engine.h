/* The parts of the load generator: clients, their streams, and the wheels that give each of them its turn. */
#ifndef BENCH_ENGINE_H
#define BENCH_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "interface.h"

enum { AUDIO, VIDEO, KINDS };
enum { WARMING, MEASURED, DRAINING };
enum { SENDS_AUDIO, SENDS_VIDEO, SENDS_FEEDBACK, SENDS_REPORTS, SENDS_CHECKS, WHEELS };
enum { MAX_CLIENTS = 1024, MAX_INCOMING = 8, HISTORY = 512, ARRIVALS = 1024, MEASURABLE = 1 << 16 };
enum { DATAGRAM = 2048 };

#define SECOND 1000000000ull

/* Enough to build a packet again when it is asked for. */
struct sent {
  uint64_t time;
  uint32_t number, timestamp, position, picture;
  uint16_t sequence;
  uint8_t epoch, used;
};

struct outgoing {
  struct stream_plan plan;
  uint32_t position, number, timestamp, picture, octets;
  uint16_t sequence, rtx_sequence;
  int key_wanted, inside_frame;
  struct sent history[HISTORY];
  uint32_t measured_from, measured; /* the numbers of the measured packets: the first, and how many */
  uint8_t returned[MEASURABLE / 8]; /* one bit for each of them */
};

/* One arriving stream, counted as RFC 3550 appendices A.3 and A.8 do. */
struct incoming {
  uint32_t ssrc, clock_rate;
  uint32_t first, highest, received, expected_before, received_before;
  double jitter, transit;
  uint32_t last_report; /* the middle of the NTP time of the last sender report, and when it came */
  uint64_t last_report_at;
};

/* When each transport-wide sequence number arrived; indexes go on where the sixteen bits wrap. */
struct arrivals {
  uint64_t times[ARRIVALS];
  uint32_t next, highest;
  int started;
  uint8_t reports;
};

struct client {
  struct client_plan plan;
  int index;
  struct outgoing streams[KINDS];
  struct incoming incoming[MAX_INCOMING];
  int incoming_count;
  struct arrivals arrivals;
  uint16_t transport_sequence;
};

/* Deals turns to its members one after the other, evenly over the interval: nobody's packets come in step. */
struct wheel {
  uint64_t interval, start, turn;
  struct client *members[MAX_CLIENTS];
  int count;
};

struct engine {
  struct srtp_library library;
  struct client *clients[MAX_CLIENTS];
  int count, poll, epoch, running;
  struct wheel wheels[WHEELS];
  struct totals totals;
  uint32_t *latencies;
  uint64_t capacity;
};

/* sending.c */
void send_media(struct engine *engine, struct client *client, int kind);
void send_again(struct engine *engine, struct client *client, uint32_t ssrc, uint16_t sequence);
void send_packet(struct engine *engine, struct client *client, packet_transform protect, uint8_t *bytes, int size);

/* receiving.c */
void receive(struct engine *engine, struct client *client);

/* reports.c */
void send_reports(struct engine *engine, struct client *client, uint64_t time);
void on_rtcp(struct engine *engine, struct client *client, const uint8_t *packet, int size, uint64_t time);

/* feedback.c */
void note_arrival(struct arrivals *arrivals, uint16_t sequence, uint64_t time);
void send_feedback(struct engine *engine, struct client *client);

/* reception.c */
struct incoming *incoming_of(struct client *client, uint32_t ssrc, uint32_t clock_rate);
void count_packet(struct incoming *stream, uint16_t sequence, uint32_t timestamp, uint64_t time);
int write_reception(struct incoming *stream, uint8_t *at, uint64_t time);

#endif
