/* The express lane: what of the media plane's work needs no thought, done in C.
 *
 * Read by the compiler and by cffi, so there are declarations here and nothing else. The structures hold what
 * media/forward/state.py holds, under the same names: the machines in Python work on them too, and neither side
 * has a copy of its own. Times are monotonic seconds. Everything runs on one thread.
 */

typedef struct leg leg;
typedef struct up up;
typedef struct down down;
typedef struct lane lane;

/* One peer's connection. `number` is the caller's name for it, and what it hears of in an event. */
struct leg {
    double alive_at;
    int64_t allowance;
    int64_t arrived;
    int64_t arrived_number[400];
    double arrived_at[400];
    int64_t transport_number;
    double sent_at[1024];
    int64_t sent_size[1024];
    int64_t number;
    void *inbound;  /* SRTP sessions, NULL before the handshake and after the end */
    void *outbound;
    int socket;     /* -1: packets to this peer do not leave through a UDP socket */
    uint32_t to_size;
    uint8_t to[28];
};

/* A packet that is remembered: its index, and where it begins in the endless row of bytes. */
typedef struct {
    int64_t index;
    uint64_t at;
    uint32_t size;
} kept;

/* The last packets of one stream, in one piece of memory that is written round and round. */
typedef struct {
    kept packets[1024];
    uint8_t *memory;
    uint64_t room;
    uint64_t end;
} history;

struct up {
    bool started;
    int64_t highest;
    int64_t packets;
    int64_t bytes;
    double heard_at;
    int64_t frame_timestamp;
    double jitter;
    double transit;
    int64_t payload_type;
    bool looks_twice;
    bool numbers_pictures;
    int64_t layout;
    uint64_t heads_mask;
    uint64_t heads;
    int64_t payload_at;
    int64_t transport_at;
    int64_t send_time_at;
    bool video;
    double clock_rate;
    history *history;
    int64_t outlets;
    down *outlet[8];
};

struct down {
    int64_t ssrc;
    bool steady;
    int64_t offset;
    int64_t timestamp_offset;
    int64_t picture_offset;
    int64_t level_offset;
    int64_t highest;
    int64_t last_timestamp;
    double last_at;
    int64_t packets;
    int64_t bytes;
    leg *leg;
};

/* What the lane did not do itself. A datagram is as it came; a packet is already clear, and authentic. */
typedef struct {
    int kind;
    int size;
    int64_t leg;
    uint32_t ssrc;
    uint32_t source_size;
    uint8_t source[28];
    uint8_t data[2304];
} event;

#define LANE_DATAGRAM 1
#define LANE_PACKET 2
#define LANE_BATCH 64

typedef struct {
    int64_t received;
    int64_t sent;
    int64_t dropped;
} lane_counters;

lane *lane_new(void *protect, void *unprotect);
void lane_free(lane *);

/* Datagrams from this address belong to `leg` (NULL: to nobody). 0 when there is no memory for it. */
int lane_bind(lane *, const uint8_t *address, uint32_t size, leg *);
/* Packets of this stream of `leg` arrive at `up` (NULL: at nobody). 0 when there is no memory for it. */
int lane_learn(lane *, leg *, uint32_t ssrc, up *);

/* Read at most LANE_BATCH datagrams and send on what can be; how many `events` are left for the caller. */
int lane_read(lane *, int socket, double now, event *events, lane_counters *);

history *history_new(uint64_t room);
void history_free(history *);
void history_put(history *, int64_t index, const uint8_t *packet, uint32_t size);
/* The packet's size, 0 when it is not there (any more); it is copied into `out`. */
uint32_t history_get(const history *, int64_t index, uint8_t *out);
