/* What receiver reports tell of an arriving stream (RFC 3550 section 6.4.1, appendices A.3 and A.8). */
#include <math.h>
#include <string.h>

#include "engine.h"
#include "packets.h"

struct incoming *incoming_of(struct client *client, uint32_t ssrc, uint32_t clock_rate) {
  for (int i = 0; i < client->incoming_count; i++)
    if (client->incoming[i].ssrc == ssrc) return &client->incoming[i];
  if (client->incoming_count == MAX_INCOMING || !clock_rate) return NULL;
  struct incoming *stream = &client->incoming[client->incoming_count++];
  *stream = (struct incoming){.ssrc = ssrc, .clock_rate = clock_rate};
  return stream;
}

void count_packet(struct incoming *stream, uint16_t sequence, uint32_t timestamp, uint64_t time) {
  double transit = (double)time * stream->clock_rate / SECOND - timestamp;
  if (!stream->received++) {
    stream->first = stream->highest = sequence;
    stream->transit = transit;
    return;
  }
  int16_t ahead = (int16_t)(sequence - (uint16_t)stream->highest);
  if (ahead > 0) stream->highest += (uint32_t)ahead;
  double change = fabs(transit - stream->transit);
  if (change < stream->clock_rate * 10.0) stream->jitter += (change - stream->jitter) / 16; /* else it wrapped */
  stream->transit = transit;
}

static uint32_t fraction_lost(struct incoming *stream, uint32_t expected) {
  uint32_t due = expected - stream->expected_before, came = stream->received - stream->received_before;
  stream->expected_before = expected;
  stream->received_before = stream->received;
  return due > came ? (due - came) * 256 / due : 0;
}

/* One report block; its size. */
int write_reception(struct incoming *stream, uint8_t *at, uint64_t time) {
  uint32_t expected = stream->highest - stream->first + 1;
  int32_t lost = (int32_t)(expected - stream->received);
  uint32_t fraction = fraction_lost(stream, expected);
  uint64_t delay = stream->last_report ? (time - stream->last_report_at) * 65536 / SECOND : 0;
  write32(at, stream->ssrc);
  at[4] = (uint8_t)(fraction > 255 ? 255 : fraction);
  write24(at + 5, (uint32_t)lost & 0xFFFFFF);
  write32(at + 8, stream->highest);
  write32(at + 12, (uint32_t)stream->jitter);
  write32(at + 16, stream->last_report);
  write32(at + 20, (uint32_t)delay);
  return 24;
}
