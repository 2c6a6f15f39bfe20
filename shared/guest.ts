/** Guests by their user id: it begins so, and no token of anybody else's may name one. */

export const GUEST_PREFIX = 'guest:'

export const isGuestId = (user: string): boolean => user.startsWith(GUEST_PREFIX)
