// How long each kind of call may take, and how often a lost engine is tried. Tests pass shorter ones.
#pragma once
#include <chrono>

namespace core::engine {

struct Timings
{
    using ms = std::chrono::milliseconds;
    ms quick{15'000};      // ping, inspect, exec create and start: milliseconds when all is well
    ms list{30'000};       // Docker inspects every container for it
    ms change{90'000};     // create, start, remove: Podman takes seconds on a busy machine
    ms stopGrace{10'000};  // between SIGTERM and SIGKILL, for a container that was not made with a time of its own
    ms silence{120'000};   // pull and import: longest pause without progress
    ms resize{12'000};     // Docker 20.10 holds a resize of an exec that is not up yet for ten seconds
    ms handshake{15'000};  // from the exec's start to the launcher's ready mark
    ms probe{30'000};      // a collected exec
    ms exit{5'000};        // from a shell's end of output to its exit status
    ms lost{1'000};        // the same, of one that ended with the connection to the engine
    ms copy{600'000};      // commit, and the making of a `save` archive: without a word until it is done
    ms disk{120'000};      // engines walk their whole storage for what it takes
    ms statsEvery{1'000};  // where they are asked for and not streamed
    ms coalesce{15};       // events to one refresh
    ms settle{300};        // second list after a subscription, see LiveList
    ms heartbeat{60'000};  // a list, so that ages stay true; an engine that hangs with its connections open is noticed after this and `list`
    ms healthy{5'000};     // a connection that lasted this long resets the backoff
    ms retryFirst{250};
    ms retryCap{10'000};
};

} // namespace core::engine
