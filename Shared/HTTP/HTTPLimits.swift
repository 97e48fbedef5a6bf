/// How much and how long a server lets a client, and its own handlers, take.
package struct HTTPLimits: Sendable {
    /// From the accepted connection, or the request line on a kept one, to the end of the headers.
    package var headers: Duration = .seconds(10)
    /// The spans of waiting for a request's body over which its rate is measured.
    package var bodyWindow: Duration = .seconds(20)
    /// What a client must send at least on each such span, and take of an answer.
    package var bytesPerSecond = 1024
    /// From one answer to the request line of the next request on the same connection.
    package var idle: Duration = .seconds(60)
    /// How long a handler may work without progress; it starts again with each piece of a body that
    /// the handler takes or gives, so that uploads and downloads may last. Then the answer is 504.
    package var deadline: Duration = .seconds(10)
    /// How long requests under way may take to finish after the server was told to stop.
    package var drain: Duration = .seconds(15)
    /// How often connections are looked at for all of this.
    package var tick: Duration = .milliseconds(500)
    /// Request line and headers together; more is answered 431.
    package var headBytes = 16 * 1024
    /// The path and query; more is answered 414.
    package var targetBytes = 8 * 1024
    /// How much of a body waits in memory for its reader before the client must wait.
    package var bodyBufferBytes = 256 * 1024
    /// How much of a body that its handler did not want is swallowed, so that the client hears the
    /// answer and may keep its connection. Larger ones are cut.
    package var swallowBytes = 16 * 1024 * 1024
    /// Connections at one time; further ones are closed.
    package var connections = 4096
    /// What libmicrohttpd sets aside for each (and clears after each request): a body comes in
    /// pieces of at most half of it.
    package var connectionMemoryBytes = 32 * 1024

    /// The defaults.
    package init() {}
}
