/**
 * Everything one page has with one visit's others: the socket, the keys agreed on over it, the words
 * that travel under them. The call stands on it.
 */
import type { TicketView } from "../contract/views.ts";
import { VisitSocket } from "../signaling/visit.ts";
import { ChatRoom } from "./privacy/chatRoom.ts";
import { browserPrivacy, Privacy } from "./privacy/privacy.ts";

export class VisitLine {
  readonly privacy: Privacy;
  readonly socket: VisitSocket;
  readonly chat: ChatRoom;

  constructor(visit: string, freshTicket: () => Promise<TicketView>) {
    this.privacy = new Privacy(browserPrivacy());
    this.socket = new VisitSocket(freshTicket, undefined, undefined, this.privacy.instance);
    this.chat = new ChatRoom(this.socket, this.privacy.keys);
    this.socket.listeners.on("up", () => this.privacy.begin(visit, this.socket.seat, this.socket));
  }

  close(): void {
    this.socket.close();
    this.chat.close();
    this.privacy.close();
  }
}
