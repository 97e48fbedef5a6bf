/// Every time the bus waits, by name; tests shorten them.
package struct Timings: Sendable {
    /// How long a read waits in Redis for something new.
    package var block = Duration.seconds(2)
    /// How often others' work is looked at.
    package var claimInterval = Duration.seconds(5)
    /// How long others' work must have been idle to be taken over.
    package var claimIdle = Duration.seconds(30)
    /// How often work that takes longer is kept ours.
    package var keepAlive = Duration.seconds(10)
    /// Waits (±20 %) between attempts after the first three; after the last comes the dead letter.
    package var retryDelays: [Duration] = [
        .seconds(10), .seconds(30), .seconds(120), .seconds(600), .seconds(1800),
    ]
    /// How often streams are trimmed and settled, and lost data is noticed.
    package var janitor = Duration.seconds(5)
    /// How long events stay in their stream at least: gateways read them without a group.
    package var eventStay = Duration.seconds(60)
    /// What was begun at SIGTERM is finished within this time, or left for the next start.
    package var drain = Duration.seconds(15)
    /// How long a handled message is remembered.
    package var inboxMemory = Duration.seconds(30 * 86_400)
    /// A message sent longer ago is not handled unless an operator wants it: the memory of having
    /// handled it may be gone. A day less than the memory, for clocks that differ.
    package var messageLife = Duration.seconds(29 * 86_400)
    /// How long a settled message stays in the outbox.
    package var outboxMemory = Duration.seconds(8 * 86_400)

    /// The times of production.
    package init() {}
}
