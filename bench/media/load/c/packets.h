/* Numbers in network byte order, and the stamp by which a payload is known again. */
#ifndef BENCH_PACKETS_H
#define BENCH_PACKETS_H

#include <stdint.h>
#include <time.h>

enum { RTP_HEADER = 12, RTCP_FIRST = 192, RTCP_LAST = 223 };
enum { SENDER_REPORT = 200, RECEIVER_REPORT = 201, TRANSPORT_FEEDBACK = 205, PAYLOAD_FEEDBACK = 206 };
enum { NACK = 1, TRANSPORT_CC = 15, PICTURE_LOSS = 1, FULL_INTRA = 4 };

/* At the end of a payload, where neither descriptors nor retransmission move it:
   magic (4), number (4), time (8), client (2), kind (1), epoch (1). */
enum { STAMP = 20 };
#define STAMP_MAGIC 0xBED51DE5u

static inline void write16(uint8_t *at, uint32_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

static inline void write24(uint8_t *at, uint32_t value) {
  at[0] = (uint8_t)(value >> 16);
  write16(at + 1, value);
}

static inline void write32(uint8_t *at, uint32_t value) {
  write16(at, value >> 16);
  write16(at + 2, value);
}

static inline void write64(uint8_t *at, uint64_t value) {
  write32(at, (uint32_t)(value >> 32));
  write32(at + 4, (uint32_t)value);
}

static inline uint32_t read16(const uint8_t *at) { return (uint32_t)at[0] << 8 | at[1]; }
static inline uint32_t read32(const uint8_t *at) { return read16(at) << 16 | read16(at + 2); }
static inline uint64_t read64(const uint8_t *at) { return (uint64_t)read32(at) << 32 | read32(at + 4); }

static inline uint64_t clock_time(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
}

#endif
