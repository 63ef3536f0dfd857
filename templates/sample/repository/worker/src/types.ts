// Shapes that the API speaks. camelCase here, snake_case in D1.

export interface User {
  id: string;
  email: string;
  handle?: string; // @tariro
  displayName: string;
  avatarUrl?: string;
  interests?: string[];
  isVerified?: boolean;
  createdAt?: string;
  updatedAt?: string;
}

export type EventStatus = "draft" | "published" | "cancelled";

export interface Event {
  id: string;
  slug: string;
  title: string;
  description?: string;
  hostId: string;
  hostName?: string; // joined from users
  city?: string;
  status: EventStatus;
  capacity?: number;
  priceCents: number;
  metadata?: Record<string, unknown>;
  startsAt: string;
  createdAt?: string;
  updatedAt?: string;
}

export interface Registration {
  id: string;
  eventId: string;
  userId: string;
  status: "pending" | "approved" | "declined";
  checkedIn?: boolean;
  createdAt?: string;
}

export interface EventReview {
  id: string;
  eventId: string;
  userId?: string;
  rating: number;
  comment?: string;
  createdAt?: string;
}

export interface Referral {
  id: string;
  referrerId: string;
  code: string;
  uses: number;
  createdAt?: string;
}

export interface EventView {
  id: number;
  eventId: string;
  viewedAt?: string;
  country?: string;
}

// Where gatherings happen. Coordinates feed the map on the landing page.
export interface Venue {
  id: string;
  name: string;
  address?: string;
  city: string;
  latitude?: number;
  longitude?: number;
  capacity?: number;
  isAccessible?: boolean;
  createdAt?: string;
}

// One gathering can move between rooms.
export interface EventVenue {
  eventId: string;
  venueId: string;
  room?: string;
  position: number;
}

// Co-hosts, besides the host that events names.
export interface EventHost {
  eventId: string;
  userId: string;
  role: "cohost" | "door" | "speaker";
  canEdit: boolean;
  createdAt?: string;
}

// What can be booked, with its own allotment.
export interface TicketType {
  id: string;
  eventId: string;
  name: string;
  priceCents: number;
  allotment?: number;
  sold: number;
  salesEndAt?: string;
  createdAt?: string;
}

// Who waits for a place, in the order of asking.
export interface WaitlistEntry {
  id: string;
  eventId: string;
  userId: string;
  ticketTypeId?: string;
  position: number;
  notifiedAt?: string;
  createdAt?: string;
}

// One row a scan at the door; a registration can be scanned out and in again.
export interface CheckIn {
  id: string;
  registrationId: string;
  device?: string;
  direction: "in" | "out";
  scannedAt?: string;
}

// What a host asks on registration. Options are a JSON array for choices.
export interface EventQuestion {
  id: string;
  eventId: string;
  label: string;
  kind: "text" | "choice" | "consent";
  options?: string[];
  isRequired: boolean;
  position: number;
}

// Was this review of use? One vote a person.
export interface ReviewVote {
  reviewId: string;
  userId: string;
  isHelpful: boolean;
  createdAt?: string;
}

// Who wants to hear of whose next gathering.
export interface Follow {
  followerId: string;
  hostId: string;
  channel: "email" | "push" | "whatsapp";
  createdAt?: string;
}

// Talk under an event page. Replies hang on their parent.
export interface EventComment {
  id: string;
  eventId: string;
  userId?: string;
  parentId?: string;
  body: string;
  isHidden?: boolean;
  createdAt?: string;
}

// What waits to be shown in the bell. Pruned after thirty days.
export interface Notification {
  id: string;
  userId: string;
  eventId?: string;
  kind: string;
  payload?: Record<string, unknown>;
  readAt?: string;
  createdAt?: string;
}

// Counts for event cards, refreshed by a cron job. MongoDB has the truth.
export interface EventStat {
  eventId: string;
  views: number;
  registrations: number;
  reviews: number;
  ratingAverage?: number;
  refreshedAt?: string;
}

// The listing page of a city, flat: one read answers it.
export interface CityListing {
  id: string;
  city: string;
  eventId: string;
  title: string;
  hostName: string;
  startsAt: string;
  priceCents: number;
  rank: number;
}

// Requests a key has made in its window; the Worker sweeps old ones.
export interface RateLimit {
  key: string;
  hits: number;
  windowStartsAt: string;
}

// Kept in MongoDB only.
export interface EventTheme {
  id: string;
  name: string;
  colours: string[];
  createdAt: Date;
}
