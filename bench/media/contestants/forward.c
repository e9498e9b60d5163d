/* The floor of forwarding: one socket, datagrams in batches from one member of a pair to the other.
   Three bytes that begin with 0 take a seat (a 16-bit number); seats 2n and 2n+1 are a pair.
   Prints its port and runs until it is ended. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>

enum { BATCH = 64, DATAGRAM = 2048, SEATS = 1 << 16, PORTS = 1 << 16, BUFFER = 4 << 20, NOBODY = -1 };

static struct sockaddr_in addresses[SEATS];
static int seat_of_port[PORTS];

static uint8_t datagrams[BATCH][DATAGRAM];
static struct sockaddr_in sources[BATCH];
static struct iovec in_parts[BATCH], out_parts[BATCH];
static struct mmsghdr in[BATCH], out[BATCH];

static int listen_anywhere(void) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0), size = BUFFER;
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof own;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof own)) return -1;
  getsockname(fd, (struct sockaddr *)&own, &length);
  printf("%d\n", ntohs(own.sin_port));
  fflush(stdout);
  return fd;
}

static void take_seat(const uint8_t *hello, const struct sockaddr_in *source) {
  int seat = hello[1] << 8 | hello[2];
  addresses[seat] = *source;
  seat_of_port[ntohs(source->sin_port)] = seat;
}

/* The other member's datagram to send, or nothing. */
static int pass_on(int i, int place) {
  int seat = seat_of_port[ntohs(sources[i].sin_port)];
  if (in[i].msg_len == 3 && datagrams[i][0] == 0) {
    take_seat(datagrams[i], &sources[i]);
    return 0;
  }
  if (seat == NOBODY || !addresses[seat ^ 1].sin_port) return 0;
  out_parts[place] = (struct iovec){datagrams[i], in[i].msg_len};
  out[place].msg_hdr = (struct msghdr){.msg_name = &addresses[seat ^ 1], .msg_namelen = sizeof *addresses,
                                       .msg_iov = &out_parts[place], .msg_iovlen = 1};
  return 1;
}

int main(void) {
  int fd = listen_anywhere();
  if (fd < 0) return 1;
  for (int port = 0; port < PORTS; port++) seat_of_port[port] = NOBODY;
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      in_parts[i] = (struct iovec){datagrams[i], DATAGRAM};
      in[i].msg_hdr = (struct msghdr){.msg_name = &sources[i], .msg_namelen = sizeof *sources,
                                      .msg_iov = &in_parts[i], .msg_iovlen = 1};
    }
    int count = recvmmsg(fd, in, BATCH, MSG_WAITFORONE, NULL), leaving = 0, sent = 0;
    for (int i = 0; i < count; i++) leaving += pass_on(i, leaving);
    while (sent < leaving) {
      int more = sendmmsg(fd, out + sent, (unsigned)(leaving - sent), 0);
      sent += more > 0 ? more : 1; /* who is gone keeps nobody else waiting */
    }
  }
}
