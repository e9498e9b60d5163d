/* What a client receives: told apart, made clear, recognised by its stamp, counted. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>

#include "engine.h"
#include "packets.h"

enum { BATCH = 32, CONTROL = 64 };

/* The clear packet with the offsets that matter. */
struct rtp {
  const uint8_t *bytes;
  int payload, size;
};

/* The kernel's own time of arrival: that we were busy sending is not the server's latency. */
static uint64_t arrival_time(struct msghdr *message) {
  for (struct cmsghdr *control = CMSG_FIRSTHDR(message); control; control = CMSG_NXTHDR(message, control)) {
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_TIMESTAMPNS) continue;
    struct timespec time;
    memcpy(&time, CMSG_DATA(control), sizeof time);
    return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
  }
  return clock_time(CLOCK_REALTIME);
}

static void on_stamp(struct engine *engine, struct client *client, const uint8_t *stamp, uint64_t time) {
  uint32_t number = read32(stamp + 4), from = read16(stamp + 16), kind = stamp[18];
  if (read32(stamp) != STAMP_MAGIC || stamp[19] != MEASURED) return;
  if (from >= (uint32_t)engine->count || kind >= KINDS) return;
  struct client *sender = engine->clients[from];
  struct outgoing *stream = &sender->streams[kind];
  uint32_t place = number - stream->measured_from;
  if (sender == client || sender->plan.visit != client->plan.visit || place >= stream->measured) {
    engine->totals.misrouted++;
    return;
  }
  uint8_t bit = (uint8_t)(1 << place % 8);
  if (stream->returned[place / 8] & bit) {
    engine->totals.duplicates++;
    return;
  }
  stream->returned[place / 8] |= bit;
  engine->totals.arrived++;
  uint64_t sent_at = read64(stamp + 8), latency = time > sent_at ? time - sent_at : 0;
  if (engine->totals.latencies < engine->capacity)
    engine->latencies[engine->totals.latencies++] = latency < UINT32_MAX ? (uint32_t)latency : UINT32_MAX;
}

/* The transport-wide sequence number among the one-byte extensions, -1 when there is none. */
static int transport_sequence(const struct rtp *packet, int id) {
  int at = RTP_HEADER + 4 * (packet->bytes[0] & 0x0F);
  if (!id || at == packet->payload || read16(packet->bytes + at) != 0xBEDE) return -1;
  for (at += 4; at < packet->payload;) {
    int head = packet->bytes[at], length = (head & 0x0F) + 1;
    if (head == 0) {
      at++;
      continue;
    }
    if (head >> 4 == id && at + 2 < packet->payload) return (int)read16(packet->bytes + at + 1);
    at += 1 + length;
  }
  return -1;
}

static int read_rtp(struct rtp *packet, const uint8_t *bytes, int size) {
  int payload = RTP_HEADER + 4 * (bytes[0] & 0x0F);
  if (bytes[0] & 0x10 && payload + 4 <= size) payload += 4 + 4 * (int)read16(bytes + payload + 2);
  if (bytes[0] & 0x20) size -= bytes[size - 1];
  *packet = (struct rtp){.bytes = bytes, .payload = payload, .size = size};
  return payload <= size;
}

static void on_rtp(struct engine *engine, struct client *client, const uint8_t *bytes, int size, uint64_t time) {
  struct rtp packet;
  if (!read_rtp(&packet, bytes, size)) {
    engine->totals.rejected++;
    return;
  }
  engine->totals.rtp_in++;
  int sequence = transport_sequence(&packet, client->plan.transport_cc_id);
  if (sequence >= 0) note_arrival(&client->arrivals, (uint16_t)sequence, time);
  if (packet.size - packet.payload >= STAMP) on_stamp(engine, client, bytes + packet.size - STAMP, time);
  for (int kind = 0; kind < KINDS; kind++) {
    const struct stream_plan *plan = &client->streams[kind].plan;
    uint8_t type = bytes[1] & 0x7F;
    if (plan->rtx_payload_type && type == plan->rtx_payload_type) engine->totals.rtx_in++;
    if (type != plan->payload_type) continue;
    struct incoming *stream = incoming_of(client, read32(bytes + 8), plan->clock_rate);
    if (stream) count_packet(stream, (uint16_t)read16(bytes + 2), read32(bytes + 4), time);
  }
}

static void on_datagram(struct engine *engine, struct client *client, uint8_t *bytes, int size, uint64_t time) {
  if (size < 8 || bytes[0] < 128 || bytes[0] > 191) return; /* answers to connectivity checks, DTLS */
  int control = bytes[1] >= RTCP_FIRST && bytes[1] <= RTCP_LAST;
  packet_transform unprotect = control ? engine->library.unprotect_rtcp : engine->library.unprotect;
  if ((client->plan.inbound && unprotect(client->plan.inbound, bytes, &size)) || (!control && size < RTP_HEADER)) {
    engine->totals.rejected++;
    return;
  }
  if (control)
    on_rtcp(engine, client, bytes, size, time);
  else
    on_rtp(engine, client, bytes, size, time);
}

/* Everything that waits at this client's socket. */
void receive(struct engine *engine, struct client *client) {
  static uint8_t datagrams[BATCH][DATAGRAM], controls[BATCH][CONTROL];
  static struct mmsghdr messages[BATCH];
  static struct iovec parts[BATCH];
  int count;
  do {
    for (int i = 0; i < BATCH; i++) {
      parts[i] = (struct iovec){datagrams[i], DATAGRAM};
      messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1, .msg_control = controls[i],
                                            .msg_controllen = CONTROL};
    }
    count = recvmmsg(client->plan.socket, messages, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < count; i++)
      on_datagram(engine, client, datagrams[i], (int)messages[i].msg_len, arrival_time(&messages[i].msg_hdr));
  } while (count == BATCH);
}
