/** For what scrolls without holding anything to focus: a keyboard can only scroll what it can reach. */
export const scrollable = { tabIndex: 0 };
