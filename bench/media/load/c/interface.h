/* What Python and C share. The compiler and cffi both read it as it stands, so it has no directives.
   Times are nanoseconds of the wall clock: the kernel stamps arriving datagrams with that one. */

typedef int (*packet_transform)(void *session, void *packet, int *length);

/* libsrtp by address: pylibsrtp brings the library, but no headers. Each answers 0 when all is well. */
struct srtp_library {
  packet_transform protect, unprotect, protect_rtcp, unprotect_rtcp;
};

/* Payloads of whole frames, the first of which is a key frame. */
struct recording {
  const uint8_t *bytes;
  const uint32_t *ends;      /* where the payload of each packet ends in `bytes` */
  const uint8_t *frame_ends; /* 1: the last packet of its frame */
  uint32_t packets;
  uint32_t loop_to; /* the packet that follows the last one */
  uint32_t ticks_per_frame;
  int32_t picture_id_at; /* where a payload carries the 15-bit picture number; -1: nowhere */
  int32_t stamped;       /* 1: the last bytes of each payload are ours to measure with */
};

struct stream_plan {
  const struct recording *recording; /* NULL: sends nothing */
  uint32_t packets_per_second, packets_per_turn;
  uint32_t clock_rate;
  uint32_t ssrc, rtx_ssrc;
  uint8_t payload_type, rtx_payload_type; /* RTX 0: what was lost is sent again as it was */
  uint8_t transport_cc_id, audio_level_id, send_time_id; /* header extensions; 0: not negotiated */
};

/* One peer connection of a participant. */
struct client_plan {
  int32_t socket; /* connected to the server */
  int32_t visit;
  void *inbound, *outbound;     /* SRTP sessions; NULL: packets travel in clear */
  struct stream_plan streams[2]; /* audio, video */
  uint8_t transport_cc_id;      /* of what arrives */
  const uint8_t *check;         /* the connectivity check that keeps consent; NULL: none is needed */
  uint32_t check_size;
};

struct totals {
  uint64_t sent;       /* media packets of the measured time */
  uint64_t arrived;    /* how many of those came back, each counted once */
  uint64_t duplicates; /* came back once more */
  uint64_t misrouted;  /* arrived in another visit, or at their own sender */
  uint64_t latencies;  /* how many were stored */
  uint64_t rtp_in;     /* from here on: since the engine was opened */
  uint64_t rtx_in;
  uint64_t rtcp_in;
  uint64_t rejected; /* not authentic or malformed */
  uint64_t feedback_in;
  uint64_t lost_by_report; /* packets that receiver reports to us call lost */
  uint64_t nacked;         /* packets we were asked for again */
  uint64_t resent;
  uint64_t key_requests;
  uint64_t key_frames;
  uint64_t unsent;  /* refused by the socket or by libsrtp */
  uint64_t skipped; /* turns left out because our core was taken away for too long, in the measured time */
  uint64_t busy;    /* nanoseconds in which there was something to send or to receive */
  uint64_t worst_lag;
};

struct engine;

/* `latencies` has room for `capacity` values: nanoseconds from sending to arriving, measured time only. */
struct engine *engine_open(const struct srtp_library *library, uint32_t *latencies, uint64_t capacity);
/* Copies the plan, but not what it points at. 0, or -1 when there is no room or the socket is refused. */
int engine_add(struct engine *engine, const struct client_plan *plan);
/* Sends and receives for so long. Epochs in order: 0 warming up, 1 measured, 2 draining. */
void engine_run(struct engine *engine, double seconds, int epoch);
void engine_read(const struct engine *engine, struct totals *totals);
void engine_close(struct engine *engine);
