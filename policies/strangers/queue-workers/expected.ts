import type { Expected } from "../expected";

export const expected: Expected = {
  violations: {
    "queue-has-dead-letter-queue": ["legacy"],
    "queue-receives-max": ["mails"],
    "queue-visibility": ["pictures"],
    "alarm-on-dead-letters": ["pictures-dead"],
    "service-principal-names-its-source": ["mails-worker", "orders-worker", "pictures-worker"],
  },
  excused: { "queue-has-dead-letter-queue": ["scratch"] },
};
