/* See lane.h. Every step here is one of media/pump/intake.py or media/pump/outlet.py, in their order and under
 * their conditions; tests run both on the same packets and compare what comes out, byte by byte.
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lane.h"

enum { MAX_DATAGRAM = 2048, MIN_SRTP = 12, LEAST_COST = 400, ARRIVALS = 400, RING = 1024, REMEMBERED = 1024 };
enum { SRTP_FIRST = 128, SRTP_END = 192, RTCP_FIRST = 192, RTCP_LAST = 223 };
enum { PLAIN = 0x90, HEADER = 16 };

typedef int (*srtp_transform)(void *session, void *packet, int *size);

/* Open addressing; a key is found by its hash and then compared whole. */
typedef struct {
    uint8_t key[32];
    void *value;
} place;

typedef struct {
    place *places;
    uint32_t room, used;
} table;

struct lane {
    srtp_transform protect, unprotect;
    table legs, ups;
    struct mmsghdr in[LANE_BATCH], out[LANE_BATCH];
    struct iovec in_bytes[LANE_BATCH], out_bytes[LANE_BATCH];
    struct sockaddr_storage from[LANE_BATCH];
    uint8_t received[LANE_BATCH][2304], sending[LANE_BATCH][2304];
    leg *receiver[LANE_BATCH];
    int waiting;
};

static uint16_t read16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

static uint32_t read32(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static uint64_t read64(const uint8_t *at) { return (uint64_t)read32(at) << 32 | read32(at + 4); }

static void write16(uint8_t *at, uint16_t value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void write32(uint8_t *at, uint32_t value) {
    write16(at, (uint16_t)(value >> 16));
    write16(at + 2, (uint16_t)value);
}

/* --- Tables ------------------------------------------------------------------------------------------------ */

static uint32_t hash(const uint8_t *key) {
    uint64_t mixed = 0xcbf29ce484222325u; /* FNV-1a, a word at a time */
    for (int at = 0; at < 32; at += 8) {
        uint64_t word;
        memcpy(&word, key + at, sizeof word);
        mixed = (mixed ^ word) * 0x100000001b3u;
        mixed ^= mixed >> 29;
    }
    return (uint32_t)(mixed ^ mixed >> 32);
}

static place *find(const table *in, const uint8_t *key) {
    if (!in->room) return NULL;
    for (uint32_t at = hash(key);; at++) {
        place *here = &in->places[at & (in->room - 1)];
        if (!here->value || !memcmp(here->key, key, sizeof here->key)) return here;
    }
}

static void *look_up(const table *in, const uint8_t *key) {
    place *here = find(in, key);
    return here ? here->value : NULL;
}

/* Rebuilt whenever something leaves or there is little room: people come and go rarely, packets do not. */
static bool rebuild(table *in, uint32_t room, const uint8_t *without) {
    table fresh = {calloc(room, sizeof(place)), room, 0};
    if (!fresh.places) return false;
    for (uint32_t at = 0; at < in->room; at++) {
        place *here = &in->places[at];
        if (!here->value || (without && !memcmp(here->key, without, sizeof here->key))) continue;
        *find(&fresh, here->key) = *here;
        fresh.used++;
    }
    free(in->places);
    *in = fresh;
    return true;
}

static bool put(table *in, const uint8_t *key, void *value) {
    if (!value) return !look_up(in, key) || rebuild(in, in->room, key);
    if (2 * in->used >= in->room && !rebuild(in, in->room ? 2 * in->room : 64, NULL)) return false;
    place *here = find(in, key);
    in->used += !here->value;
    memcpy(here->key, key, sizeof here->key);
    here->value = value;
    return true;
}

static void address_key(uint8_t *key, const void *address, uint32_t size) {
    memset(key, 0, 32);
    memcpy(key, address, size > 28 ? 28 : size);
}

static void stream_key(uint8_t *key, const leg *of, uint32_t ssrc) {
    memset(key, 0, 32);
    memcpy(key, &of->number, sizeof of->number);
    memcpy(key + 8, &ssrc, sizeof ssrc);
}

int lane_bind(lane *lane, const uint8_t *address, uint32_t size, leg *leg) {
    uint8_t key[32];
    address_key(key, address, size);
    return put(&lane->legs, key, leg);
}

int lane_learn(lane *lane, leg *leg, uint32_t ssrc, up *up) {
    uint8_t key[32];
    stream_key(key, leg, ssrc);
    return put(&lane->ups, key, up);
}

lane *lane_new(void *protect, void *unprotect) {
    lane *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    made->protect = (srtp_transform)protect;
    made->unprotect = (srtp_transform)unprotect;
    for (int at = 0; at < LANE_BATCH; at++) {
        made->in_bytes[at] = (struct iovec){made->received[at], sizeof made->received[at]};
        made->in[at].msg_hdr.msg_iov = &made->in_bytes[at];
        made->in[at].msg_hdr.msg_iovlen = 1;
        made->in[at].msg_hdr.msg_name = &made->from[at];
        made->out_bytes[at].iov_base = made->sending[at];
        made->out[at].msg_hdr.msg_iov = &made->out_bytes[at];
        made->out[at].msg_hdr.msg_iovlen = 1;
    }
    return made;
}

void lane_free(lane *lane) {
    free(lane->legs.places);
    free(lane->ups.places);
    free(lane);
}

/* --- History ----------------------------------------------------------------------------------------------- */

history *history_new(uint64_t room) {
    history *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    made->memory = malloc(room);
    made->room = room;
    if (made->memory) return made;
    free(made);
    return NULL;
}

void history_free(history *history) {
    free(history->memory);
    free(history);
}

void history_put(history *history, int64_t index, const uint8_t *packet, uint32_t size) {
    if (size > history->room) return;
    uint64_t start = history->end % history->room;
    if (start + size > history->room) history->end += history->room - start; /* a packet is never cut in two */
    kept *slot = &history->packets[index & (REMEMBERED - 1)];
    *slot = (kept){index, history->end, size};
    memcpy(history->memory + history->end % history->room, packet, size);
    history->end += size;
}

uint32_t history_get(const history *history, int64_t index, uint8_t *out) {
    const kept *slot = &history->packets[index & (REMEMBERED - 1)];
    if (!slot->size || slot->index != index || history->end - slot->at > history->room) return 0;
    memcpy(out, history->memory + slot->at % history->room, slot->size);
    return slot->size;
}

/* --- Sending ----------------------------------------------------------------------------------------------- */

static void flush(lane *lane, lane_counters *counters) {
    int done = 0;
    while (done < lane->waiting) {
        int socket = lane->receiver[done]->socket, run = 1;
        while (done + run < lane->waiting && lane->receiver[done + run]->socket == socket) run++;
        int sent = sendmmsg(socket, &lane->out[done], (unsigned)run, MSG_DONTWAIT);
        if (sent <= 0) {
            counters->dropped++; /* a full buffer, or one address that is no good: a loss like any other */
            sent = 1;
        } else {
            counters->sent += sent;
        }
        done += sent;
    }
    lane->waiting = 0;
}

static void stamp(uint8_t *packet, const up *layout, leg *to, int size, double now) {
    to->transport_number = (to->transport_number + 1) & 0xFFFF;
    write16(packet + layout->transport_at, (uint16_t)to->transport_number);
    uint8_t *at = packet + layout->send_time_at;
    if (layout->send_time_at) {
        uint64_t ticks = (uint64_t)(now * (1 << 18));
        at[0] = (uint8_t)(ticks >> 16);
        write16(at + 1, (uint16_t)ticks);
    }
    to->sent_at[to->transport_number & (RING - 1)] = now;
    to->sent_size[to->transport_number & (RING - 1)] = size;
}

/* RFC 7741 section 4.2: X, then I, L; a PictureID of 15 bits. */
static bool has_picture_numbers(const uint8_t *payload, int size) {
    return size >= 5 && payload[0] & 0x80 && (payload[1] & 0xC0) == 0xC0 && payload[2] & 0x80;
}

static void shift_picture(uint8_t *payload, int size, const down *by) {
    if (!has_picture_numbers(payload, size)) return;
    uint16_t id = (uint16_t)(((payload[2] & 0x7F) << 8 | payload[3]) + by->picture_offset) & 0x7FFF;
    write16(payload + 2, 0x8000 | id);
    payload[4] = (uint8_t)(payload[4] + by->level_offset);
}

static void pass_on(lane *lane, const up *up, down *down, const uint8_t *packet, int size, double now,
                    lane_counters *counters) {
    leg *to = down->leg;
    if (!to->outbound || to->socket < 0) return;
    int64_t placed = up->highest + down->offset;
    uint32_t timestamp = read32(packet + 4) + (uint32_t)down->timestamp_offset;
    down->highest = placed;
    down->last_timestamp = timestamp;
    down->last_at = now;
    down->packets++;
    down->bytes += size;
    uint8_t *out = lane->sending[lane->waiting];
    memcpy(out, packet, (size_t)size);
    write16(out + 2, (uint16_t)placed);
    write32(out + 4, timestamp);
    write32(out + 8, (uint32_t)down->ssrc);
    if (down->picture_offset || down->level_offset)
        shift_picture(out + up->payload_at, size - (int)up->payload_at, down);
    stamp(out, up, to, size, now);
    if (lane->protect(to->outbound, out, &size)) return;
    struct msghdr *message = &lane->out[lane->waiting].msg_hdr;
    message->msg_name = to->to;
    message->msg_namelen = to->to_size;
    lane->out_bytes[lane->waiting].iov_len = (size_t)size;
    lane->receiver[lane->waiting] = to;
    if (++lane->waiting == LANE_BATCH) flush(lane, counters);
}

/* --- Receiving --------------------------------------------------------------------------------------------- */

static bool starts_vp8_key_frame(const uint8_t *payload, int size) {
    if (size < 1 || (payload[0] & 0x17) != 0x10) return false;
    int at = 1;
    if (payload[0] & 0x80 && at < size) {
        uint8_t extensions = payload[at++];
        if (extensions & 0x80 && at < size) at += payload[at] & 0x80 ? 2 : 1;
        at += (extensions & 0x40 ? 1 : 0) + (extensions & 0x30 ? 1 : 0);
    }
    return at < size && !(payload[at] & 1);
}

/* Whether the next packet in order, laid out as the one before, which no subscriber has to be asked about. */
static bool is_regular(const up *up, const uint8_t *packet, int size) {
    if (!up->started || size < HEADER || size <= up->payload_at || read32(packet + 12) != up->layout) return false;
    if (packet[0] != PLAIN || (packet[1] & 0x7F) != up->payload_type) return false;
    if (read16(packet + 2) != (uint16_t)(up->highest + 1)) return false;
    if ((read64(packet + 16) & up->heads_mask) != up->heads || up->looks_twice) return false;
    for (int at = 0; at < up->outlets; at++)
        if (!up->outlet[at]->steady || up->outlet[at]->leg->socket < 0) return false;
    if (!up->video || read32(packet + 4) == up->frame_timestamp) return true;
    if (!up->numbers_pictures) return false;
    return !starts_vp8_key_frame(packet + up->payload_at, size - (int)up->payload_at);
}

static void take(up *up, leg *from, const uint8_t *packet, int size, double now) {
    if (from->arrived < ARRIVALS) {
        from->arrived_number[from->arrived] = read16(packet + up->transport_at);
        from->arrived_at[from->arrived++] = now;
    }
    uint32_t timestamp = read32(packet + 4);
    up->highest++;
    up->packets++;
    up->bytes += size;
    up->heard_at = now;
    history_put(up->history, up->highest, packet, (uint32_t)size);
    if (timestamp == up->frame_timestamp) return;
    double transit = now * up->clock_rate - timestamp, change = transit - up->transit;
    if (change < 0) change = -change;
    if (change < (double)(1u << 31)) up->jitter += (change - up->jitter) / 16;
    up->transit = transit;
    up->frame_timestamp = timestamp;
}

static void hand_over(event *to, int kind, const leg *of, uint32_t ssrc, const uint8_t *data, int size) {
    to->kind = kind;
    to->size = size;
    to->leg = of ? of->number : -1;
    to->ssrc = ssrc;
    memcpy(to->data, data, (size_t)size);
}

/* Whether the caller has something to do about it; then `left` says what. */
static bool handle(lane *lane, leg *from, uint8_t *data, int size, double now, event *left,
                   lane_counters *counters) {
    bool media = from && from->inbound && size >= MIN_SRTP && data[0] >= SRTP_FIRST && data[0] < SRTP_END
                 && !(data[1] >= RTCP_FIRST && data[1] <= RTCP_LAST);
    uint8_t key[32];
    uint32_t ssrc = media ? read32(data + 8) : 0;
    if (media) stream_key(key, from, ssrc);
    up *up = media ? look_up(&lane->ups, key) : NULL;
    if (!up) {
        hand_over(left, LANE_DATAGRAM, from, ssrc, data, size);
        return true;
    }
    int64_t allowance = from->allowance - (size > LEAST_COST ? size : LEAST_COST);
    if (allowance < 0) return counters->dropped++, false;
    from->allowance = allowance;
    if (lane->unprotect(from->inbound, data, &size)) return counters->dropped++, false;
    from->alive_at = now;
    if (!is_regular(up, data, size)) {
        hand_over(left, LANE_PACKET, from, ssrc, data, size);
        return true;
    }
    take(up, from, data, size, now);
    for (int at = 0; at < up->outlets; at++) pass_on(lane, up, up->outlet[at], data, size, now, counters);
    return false;
}

int lane_read(lane *lane, int socket, double now, event *events, lane_counters *counters) {
    for (int at = 0; at < LANE_BATCH; at++) lane->in[at].msg_hdr.msg_namelen = sizeof lane->from[at];
    int came = recvmmsg(socket, lane->in, LANE_BATCH, MSG_DONTWAIT, NULL), left = 0;
    for (int at = 0; at < came; at++) {
        int size = (int)lane->in[at].msg_len;
        counters->received++;
        if (size < 1 || size > MAX_DATAGRAM) {
            counters->dropped++;
            continue;
        }
        uint32_t from_size = lane->in[at].msg_hdr.msg_namelen;
        uint8_t key[32];
        address_key(key, &lane->from[at], from_size);
        leg *from = look_up(&lane->legs, key);
        if (handle(lane, from, lane->received[at], size, now, &events[left], counters)) {
            events[left].source_size = from_size;
            memcpy(events[left].source, &lane->from[at], from_size > 28 ? 28 : from_size);
            left++;
        }
    }
    flush(lane, counters);
    return left;
}
