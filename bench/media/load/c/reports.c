/* RTCP as a browser speaks and hears it (RFC 3550 section 6, RFC 4585 section 6, RFC 5104 section 4.3.1). */
#include "engine.h"
#include "packets.h"

#define NTP_EPOCH 2208988800ull /* 1970 in seconds since 1900 */

static uint64_t ntp_time(uint64_t time) {
  return (time / SECOND + NTP_EPOCH) << 32 | ((time % SECOND) << 32) / SECOND;
}

static int write_sender_report(const struct outgoing *stream, uint8_t *at, uint64_t time) {
  at[0] = 0x80;
  at[1] = SENDER_REPORT;
  write16(at + 2, 6);
  write32(at + 4, stream->plan.ssrc);
  write64(at + 8, ntp_time(time));
  write32(at + 16, stream->timestamp);
  write32(at + 20, stream->number);
  write32(at + 24, stream->octets);
  return 28;
}

static int write_receiver_report(struct client *client, uint8_t *at, uint64_t time) {
  int size = 8;
  for (int i = 0; i < client->incoming_count; i++) size += write_reception(&client->incoming[i], at + size, time);
  at[0] = (uint8_t)(0x80 | client->incoming_count);
  at[1] = RECEIVER_REPORT;
  write16(at + 2, (uint32_t)size / 4 - 1);
  write32(at + 4, client->streams[VIDEO].plan.ssrc);
  return size;
}

/* One compound packet: what we sent, and how what we get arrives. */
void send_reports(struct engine *engine, struct client *client, uint64_t time) {
  uint8_t packet[DATAGRAM];
  int size = 0;
  for (int kind = 0; kind < KINDS; kind++) {
    const struct outgoing *stream = &client->streams[kind];
    if (stream->plan.recording && stream->number) size += write_sender_report(stream, packet + size, time);
  }
  size += write_receiver_report(client, packet + size, time);
  send_packet(engine, client, engine->library.protect_rtcp, packet, size);
}

static void on_sender_report(struct client *client, const uint8_t *packet, uint64_t time) {
  struct incoming *stream = incoming_of(client, read32(packet + 4), 0);
  if (!stream) return;
  stream->last_report = (uint32_t)(read64(packet + 8) >> 16);
  stream->last_report_at = time;
}

static void on_nack(struct engine *engine, struct client *client, const uint8_t *packet, const uint8_t *end) {
  for (const uint8_t *pair = packet + 12; pair + 4 <= end; pair += 4) {
    uint32_t first = read16(pair), mask = read16(pair + 2);
    send_again(engine, client, read32(packet + 8), (uint16_t)first);
    for (uint32_t bit = 0; bit < 16; bit++)
      if (mask >> bit & 1) send_again(engine, client, read32(packet + 8), (uint16_t)(first + 1 + bit));
  }
}

static void on_key_request(struct engine *engine, struct client *client) {
  engine->totals.key_requests++;
  client->streams[VIDEO].key_wanted = 1; /* the next frame is one */
}

static void on_report_blocks(struct engine *engine, const uint8_t *block, int count, const uint8_t *end) {
  for (; count > 0 && block + 24 <= end; count--, block += 24) {
    int32_t lost = (int32_t)(read32(block + 4) << 8) >> 8;
    if (lost > 0 && (uint64_t)lost > engine->totals.lost_by_report) engine->totals.lost_by_report = (uint64_t)lost;
  }
}

static void on_message(struct engine *engine, struct client *client, const uint8_t *packet, const uint8_t *end,
                       uint64_t time) {
  int count = packet[0] & 0x1F, type = packet[1];
  long size = end - packet;
  if (type == SENDER_REPORT && size >= 28) {
    on_sender_report(client, packet, time);
    on_report_blocks(engine, packet + 28, count, end);
  } else if (type == RECEIVER_REPORT && size >= 8) {
    on_report_blocks(engine, packet + 8, count, end);
  } else if (type == TRANSPORT_FEEDBACK && count == NACK && size >= 12) {
    on_nack(engine, client, packet, end);
  } else if (type == TRANSPORT_FEEDBACK && count == TRANSPORT_CC) {
    engine->totals.feedback_in++;
  } else if (type == PAYLOAD_FEEDBACK && (count == PICTURE_LOSS || count == FULL_INTRA)) {
    on_key_request(engine, client);
  }
}

/* The clear packet is a chain of messages; a malformed one ends it. */
void on_rtcp(struct engine *engine, struct client *client, const uint8_t *packet, int size, uint64_t time) {
  engine->totals.rtcp_in++;
  const uint8_t *end = packet + size;
  while (packet + 4 <= end) {
    const uint8_t *next = packet + 4 + 4 * read16(packet + 2);
    if (next > end) return;
    on_message(engine, client, packet, next, time);
    packet = next;
  }
}
