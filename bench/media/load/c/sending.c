/* What a client sends: RTP from a recording, stamped, with the header extensions that were negotiated. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>

#include "engine.h"
#include "packets.h"

enum { EXTENSION = 0x10, VERSION = 0x80, MARKER = 0x80, VOICE_AT_30_DB = 0x80 | 30 };

void send_packet(struct engine *engine, struct client *client, packet_transform protect, uint8_t *bytes,
                 int size) {
  void *session = client->plan.outbound;
  if (session && protect && protect(session, bytes, &size)) {
    engine->totals.unsent++;
    return;
  }
  if (send(client->plan.socket, bytes, (size_t)size, MSG_DONTWAIT) < 0) engine->totals.unsent++;
}

/* One-byte header extensions (RFC 8285 section 4.2); how many bytes they took. */
static int write_extensions(struct client *client, const struct stream_plan *plan, uint8_t *at, uint64_t time) {
  uint8_t *end = at + 4;
  if (plan->audio_level_id) { /* RFC 6464 */
    *end++ = (uint8_t)(plan->audio_level_id << 4);
    *end++ = VOICE_AT_30_DB;
  }
  if (plan->send_time_id) { /* seconds as 6.18 fixed point */
    *end++ = (uint8_t)(plan->send_time_id << 4 | 2);
    write24(end, (uint32_t)(((time / SECOND) << 18) + ((time % SECOND) << 18) / SECOND) & 0xFFFFFF);
    end += 3;
  }
  if (plan->transport_cc_id) {
    *end++ = (uint8_t)(plan->transport_cc_id << 4 | 1);
    write16(end, ++client->transport_sequence);
    end += 2;
  }
  if (end == at + 4) return 0;
  while ((end - at) % 4) *end++ = 0;
  write16(at, 0xBEDE);
  write16(at + 2, (uint32_t)(end - at) / 4 - 1);
  return (int)(end - at);
}

static void write_stamp(uint8_t *end, const struct sent *sent, int client, int kind) {
  uint8_t *at = end - STAMP;
  write32(at, STAMP_MAGIC);
  write32(at + 4, sent->number);
  write64(at + 8, sent->time);
  write16(at + 16, (uint32_t)client);
  at[18] = (uint8_t)kind;
  at[19] = sent->epoch;
}

static int write_payload(struct client *client, int kind, const struct sent *sent, uint8_t *at) {
  const struct recording *recording = client->streams[kind].plan.recording;
  uint32_t from = sent->position ? recording->ends[sent->position - 1] : 0;
  uint32_t size = recording->ends[sent->position] - from;
  memcpy(at, recording->bytes + from, size);
  if (recording->picture_id_at >= 0) write16(at + recording->picture_id_at, 0x8000 | sent->picture);
  if (recording->stamped) write_stamp(at + size, sent, client->index, kind);
  return (int)size;
}

/* The packet as it was first sent, or wrapped as a retransmission (RFC 4588 section 4); its size. */
static int build(struct client *client, int kind, const struct sent *sent, int rtx, uint8_t *packet) {
  struct outgoing *stream = &client->streams[kind];
  const struct stream_plan *plan = &stream->plan;
  uint8_t marker = plan->recording->frame_ends[sent->position] && kind == VIDEO ? MARKER : 0;
  int size = RTP_HEADER;
  packet[1] = marker | (rtx ? plan->rtx_payload_type : plan->payload_type);
  write16(packet + 2, rtx ? ++stream->rtx_sequence : sent->sequence);
  write32(packet + 4, sent->timestamp);
  write32(packet + 8, rtx ? plan->rtx_ssrc : plan->ssrc);
  int extensions = write_extensions(client, plan, packet + size, clock_time(CLOCK_REALTIME));
  packet[0] = VERSION | (extensions ? EXTENSION : 0);
  size += extensions;
  if (rtx) {
    write16(packet + size, sent->sequence);
    size += 2;
  }
  return size + write_payload(client, kind, sent, packet + size);
}

static void begin_frame(struct engine *engine, struct outgoing *stream) {
  if (stream->key_wanted) stream->position = 0;
  if (stream->position == 0) engine->totals.key_frames++;
  stream->key_wanted = 0;
  stream->inside_frame = 1;
}

static void advance(struct outgoing *stream) {
  const struct recording *recording = stream->plan.recording;
  if (recording->frame_ends[stream->position]) {
    stream->inside_frame = 0;
    stream->timestamp += recording->ticks_per_frame;
    stream->picture = (stream->picture + 1) & 0x7FFF;
  }
  if (++stream->position == recording->packets) stream->position = recording->loop_to;
}

static void count_measured(struct engine *engine, struct outgoing *stream, const struct sent *sent) {
  if (sent->epoch != MEASURED || !stream->plan.recording->stamped || stream->measured == MEASURABLE) return;
  if (stream->measured++ == 0) stream->measured_from = sent->number;
  engine->totals.sent++;
}

static void send_one(struct engine *engine, struct client *client, int kind) {
  struct outgoing *stream = &client->streams[kind];
  uint8_t packet[DATAGRAM];
  if (!stream->inside_frame && kind == VIDEO) begin_frame(engine, stream);
  struct sent *sent = &stream->history[stream->sequence % HISTORY];
  *sent = (struct sent){.time = clock_time(CLOCK_REALTIME), .number = stream->number++,
                        .timestamp = stream->timestamp, .position = stream->position, .picture = stream->picture,
                        .sequence = stream->sequence++, .epoch = (uint8_t)engine->epoch, .used = 1};
  int size = build(client, kind, sent, 0, packet);
  stream->octets += (uint32_t)size;
  count_measured(engine, stream, sent);
  advance(stream);
  send_packet(engine, client, engine->library.protect, packet, size);
}

void send_media(struct engine *engine, struct client *client, int kind) {
  uint32_t turn = client->streams[kind].plan.packets_per_turn;
  for (uint32_t i = 0; i < turn; i++) send_one(engine, client, kind);
}

void send_again(struct engine *engine, struct client *client, uint32_t ssrc, uint16_t sequence) {
  engine->totals.nacked++;
  for (int kind = 0; kind < KINDS; kind++) {
    struct outgoing *stream = &client->streams[kind];
    const struct sent *sent = &stream->history[sequence % HISTORY];
    if (!stream->plan.recording || stream->plan.ssrc != ssrc) continue;
    if (!sent->used || sent->sequence != sequence) continue;
    uint8_t packet[DATAGRAM];
    int size = build(client, kind, sent, stream->plan.rtx_payload_type != 0, packet);
    send_packet(engine, client, engine->library.protect, packet, size);
    engine->totals.resent++;
  }
}
