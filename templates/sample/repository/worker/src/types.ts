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

// Kept in MongoDB only.
export interface EventTheme {
  id: string;
  name: string;
  colours: string[];
  createdAt: Date;
}
