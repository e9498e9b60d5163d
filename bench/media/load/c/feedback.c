/* Transport-wide feedback about what arrived (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1). */
#include <string.h>

#include "engine.h"
#include "packets.h"

enum { MOST = 400, CHUNK_SYMBOLS = 7, TWO_BIT_VECTOR = 0xC000, MISSING = 0, SMALL = 1, LARGE = 2 };
enum { HEAD = 20 };

#define TICK 250000ull           /* deltas count 250 us */
#define REFERENCE (256ull * TICK) /* the reference time counts 64 ms */

void note_arrival(struct arrivals *arrivals, uint16_t sequence, uint64_t time) {
  int16_t ahead = (int16_t)(sequence - (uint16_t)arrivals->highest);
  uint32_t index = arrivals->highest + (uint32_t)ahead;
  if (!arrivals->started || (ahead > 0 && index - arrivals->next >= ARRIVALS)) { /* first, or a jump */
    memset(arrivals->times, 0, sizeof arrivals->times);
    arrivals->started = 1;
    index = sequence + (1u << 16); /* so that a late packet's index does not fall below zero */
    arrivals->next = arrivals->highest = index;
  }
  if (index < arrivals->next) return; /* told as missing already */
  if (index > arrivals->highest) arrivals->highest = index;
  if (!arrivals->times[index % ARRIVALS]) arrivals->times[index % ARRIVALS] = time;
}

static uint64_t earliest(const struct arrivals *arrivals, uint32_t count) {
  uint64_t first = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint64_t time = arrivals->times[(arrivals->next + i) % ARRIVALS];
    if (time && (!first || time < first)) first = time;
  }
  return first;
}

/* The chunks at `at`, the deltas collected apart; answers the size of both together. */
static int write_statuses(struct arrivals *arrivals, uint32_t count, uint64_t reference, uint8_t *at) {
  uint8_t deltas[2 * MOST];
  int chunks = 0, size = 0;
  int64_t tick = (int64_t)(reference / TICK);
  for (uint32_t i = 0; i < count; i++) {
    uint64_t *time = &arrivals->times[(arrivals->next + i) % ARRIVALS];
    int64_t delta = *time ? (int64_t)(*time / TICK) - tick : 0;
    uint32_t symbol = !*time ? MISSING : delta >= 0 && delta <= 255 ? SMALL : LARGE;
    if (i % CHUNK_SYMBOLS == 0) write16(at + 2 * chunks++, TWO_BIT_VECTOR);
    uint32_t chunk = read16(at + 2 * (chunks - 1)) | symbol << 2 * (CHUNK_SYMBOLS - 1 - i % CHUNK_SYMBOLS);
    write16(at + 2 * (chunks - 1), chunk);
    if (symbol == LARGE) write16(deltas + size++, (uint32_t)delta & 0xFFFF);
    if (symbol == SMALL) deltas[size] = (uint8_t)delta;
    if (symbol != MISSING) {
      size++;
      tick += delta;
    }
    *time = 0;
  }
  memcpy(at + 2 * chunks, deltas, (size_t)size);
  return 2 * chunks + size;
}

void send_feedback(struct engine *engine, struct client *client) {
  struct arrivals *arrivals = &client->arrivals;
  uint32_t count = arrivals->highest - arrivals->next + 1;
  if (count > MOST) count = MOST;
  uint64_t reference = arrivals->started ? earliest(arrivals, count) / REFERENCE : 0;
  if (!reference) return; /* nothing new arrived */
  uint8_t packet[DATAGRAM];
  int size = HEAD + write_statuses(arrivals, count, reference * REFERENCE, packet + HEAD);
  while (size % 4) packet[size++] = 0;
  packet[0] = 0x80 | TRANSPORT_CC;
  packet[1] = TRANSPORT_FEEDBACK;
  write16(packet + 2, (uint32_t)size / 4 - 1);
  write32(packet + 4, client->streams[VIDEO].plan.ssrc);
  write32(packet + 8, client->incoming_count ? client->incoming[0].ssrc : 0);
  write16(packet + 12, arrivals->next);
  write16(packet + 14, count);
  write24(packet + 16, (uint32_t)reference & 0xFFFFFF);
  packet[19] = arrivals->reports++;
  arrivals->next += count;
  send_packet(engine, client, engine->library.protect_rtcp, packet, size);
}
