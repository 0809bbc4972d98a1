#include "core/recording/player.h"

#include "core/recording/note.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace core::recording {
namespace {

constexpr std::size_t kMostBlocks = 2000;
constexpr std::size_t kBlocksInKeyframe = 200;
constexpr std::size_t kEventCost = 64;           // of an event that prints nothing, in bytes of output
constexpr std::size_t kResizeCost = 64 * 1024;

std::optional<base::GridSize> parseSize(std::string_view text)
{
    base::GridSize size;
    const char *const end = text.data() + text.size();
    const auto [x, colsError] = std::from_chars(text.data(), end, size.cols);
    if (colsError != std::errc() || x == end || *x != 'x')
        return {};
    const auto [rest, rowsError] = std::from_chars(x + 1, end, size.rows);
    if (rowsError != std::errc() || rest != end)
        return {};
    return base::clamped(size);
}

base::Position above(base::Position from, std::uint32_t lines, std::uint32_t cell)
{
    return {from.line > lines ? from.line - lines : 0, lines == 0 ? from.cell : cell};
}

// Lines have other numbers in an emulator that began elsewhere.
bool shift(base::Position &position, std::int64_t by)
{
    if (by < 0 && position.line < base::LineId(-by))
        return false;
    position.line += base::LineId(by);
    return true;
}

} // namespace

struct Player::Keyframe
{
    CastReader::Place place;
    std::uint64_t lastOffset = 0;
    base::GridSize size;
    std::string state;
    base::LineId cursorLine = 0;
    std::vector<shell::Block> blocks;
    std::size_t bytes() const { return state.size() + blocks.size() * sizeof(shell::Block) + 256; }
};

base::Result<std::unique_ptr<Player>> Player::open(const std::string &path, const Options &options)
{
    auto reader = CastReader::open(path);
    if (!reader)
        return std::unexpected(reader.error());
    return std::unique_ptr<Player>(new Player(std::move(*reader), options));
}

Player::Player(CastReader reader, const Options &options)
    : m_reader(std::move(reader)), m_options(options), m_spacing(options.keyframeSpacing), m_begin(m_reader.place())
{
    reset(header().size);
    m_place = m_begin;
}

Player::~Player() = default;

void Player::reset(base::GridSize size)
{
    vt::Emulator::Options options;
    options.size = size;
    options.limits = m_options.terminal;
    m_emulator = std::make_unique<vt::Emulator>(options, m_deaf);
    m_blocks.clear();
    m_published.reset();
    m_next.reset();
    m_time = {};
    m_lastOffset = 0;
    m_sinceKeyframe = 0;
}

vt::FramePtr Player::frame()
{
    return m_emulator->liveFrame();
}

bool Player::isCommandRunning() const
{
    return !m_blocks.empty() && m_blocks.back().state == shell::Block::State::Running;
}

shell::BlockListPtr Player::blocks()
{
    if (isCommandRunning()) {
        m_blocks.back().end = std::max(m_emulator->position(), m_blocks.back().outputStart);
        m_published.reset();
    }
    if (!m_published)
        m_published = std::make_shared<const shell::BlockList>(m_blocks);
    return m_published;
}

bool Player::fetch()
{
    if (m_next)
        return true;
    CastEvent event;
    if (!m_reader.next(event, m_nextOffset)) {
        m_reader.seek(m_place); // a recording that is still being written may have more next time
        return false;
    }
    m_next = std::move(event);
    return true;
}

std::optional<Time> Player::next()
{
    if (!fetch())
        return {};
    return m_next->time;
}

bool Player::playTo(const Mark &mark, std::size_t budget)
{
    while (fetch() && m_next->time <= mark.time && m_nextOffset <= mark.offset) {
        if (budget == 0)
            return false;
        const std::size_t cost = apply(*m_next);
        budget -= std::min(budget, cost);
        m_sinceKeyframe += cost;
        m_lastOffset = m_nextOffset;
        m_time = m_next->time;
        m_next.reset();
        m_place = m_reader.place();
        if (m_sinceKeyframe >= m_spacing)
            makeKeyframe();
    }
    if (mark.offset == UINT64_MAX)
        m_time = std::max(m_time, mark.time);
    return true;
}

void Player::jump(const Mark &mark)
{
    const bool forwards = mark.time >= m_time && mark.offset >= m_lastOffset;
    const auto isBefore = [&mark](const KeyframePtr &frame) { return frame->place.time <= mark.time && frame->lastOffset <= mark.offset; };
    const auto after = std::ranges::partition_point(m_keyframes, isBefore);
    if (after != m_keyframes.begin()) {
        const Keyframe &best = **(after - 1);
        if (!forwards || best.lastOffset > m_lastOffset)
            restore(best);
        return;
    }
    if (forwards)
        return;
    reset(header().size);
    m_place = m_begin;
    m_reader.seek(m_place);
}

std::size_t Player::apply(const CastEvent &event)
{
    switch (event.code) {
    case code::kOutput:
        m_emulator->feed(event.data);
        (void)m_emulator->takeReplies();
        return event.data.size() + kEventCost;
    case code::kResize: takeResize(event.data); return kResizeCost;
    case code::kBerth: takeNote(event.data); return kEventCost;
    default: return kEventCost; // input is not shown
    }
}

void Player::takeResize(const std::string &text)
{
    if (const auto size = parseSize(text))
        m_emulator->resize(*size);
}

void Player::takeNote(const std::string &text)
{
    const auto note = parseNote(text);
    if (!note)
        return;
    if (const auto *began = std::get_if<CommandBegan>(&*note)) {
        const base::Position here = m_emulator->position();
        shell::Block block;
        block.id = base::BlockId{m_blocks.empty() ? 1 : m_blocks.back().id.value + 1};
        block.state = shell::Block::State::Running;
        block.trusted = true; // as much as the file is
        block.command = began->command;
        block.cwd = began->cwd;
        block.promptStart = above(here, began->promptAbove, 0);
        block.commandStart = above(here, began->commandAbove, began->commandCell);
        block.outputStart = block.end = here;
        if (m_blocks.size() >= kMostBlocks)
            m_blocks.erase(m_blocks.begin(), m_blocks.begin() + std::ptrdiff_t(kMostBlocks / 2));
        m_blocks.push_back(std::move(block));
        m_published.reset();
    } else if (const auto *ended = std::get_if<CommandEnded>(&*note); ended && isCommandRunning()) {
        shell::Block &block = m_blocks.back();
        block.state = shell::Block::State::Finished;
        block.exitCode = ended->exitCode;
        block.stopped = ended->stopped;
        block.duration = ended->duration;
        block.end = std::max(m_emulator->position(), block.outputStart);
        m_published.reset();
    }
}

// ---------------------------------------------------------------------------------------------------------- keyframes

void Player::makeKeyframe()
{
    m_sinceKeyframe = 0;
    if (!m_keyframes.empty() && m_lastOffset <= m_keyframes.back()->lastOffset)
        return; // there were some here already
    auto keyframe = std::make_shared<Keyframe>();
    keyframe->place = m_place;
    keyframe->lastOffset = m_lastOffset;
    keyframe->size = m_emulator->size();
    keyframe->state = m_emulator->snapshot(m_options.keyframeRows);
    keyframe->cursorLine = m_emulator->position().line;
    const shell::BlockListPtr now = blocks();
    keyframe->blocks.assign(now->end() - std::ptrdiff_t(std::min(now->size(), kBlocksInKeyframe)), now->end());
    m_new.push_back(keyframe);
    insert(std::move(keyframe));
}

void Player::insert(KeyframePtr keyframe)
{
    const auto at = std::ranges::lower_bound(m_keyframes, keyframe->lastOffset, {}, [](const KeyframePtr &k) { return k->lastOffset; });
    if (at != m_keyframes.end() && (*at)->lastOffset == keyframe->lastOffset)
        return;
    m_keyframeBytes += keyframe->bytes();
    m_keyframes.insert(at, std::move(keyframe));
    while (m_keyframeBytes > m_options.keyframeBytes && m_keyframes.size() > 1) { // every second one goes
        std::vector<KeyframePtr> kept;
        m_keyframeBytes = 0;
        for (std::size_t i = 1; i < m_keyframes.size(); i += 2) {
            m_keyframeBytes += m_keyframes[i]->bytes();
            kept.push_back(std::move(m_keyframes[i]));
        }
        m_keyframes = std::move(kept);
        m_spacing *= 2;
    }
}

std::vector<Player::KeyframePtr> Player::takeNewKeyframes()
{
    return std::exchange(m_new, {});
}

void Player::adopt(std::vector<KeyframePtr> keyframes)
{
    for (KeyframePtr &keyframe : keyframes)
        insert(std::move(keyframe));
}

void Player::restore(const Keyframe &keyframe)
{
    reset(keyframe.size);
    m_emulator->feed(keyframe.state);
    const auto by = std::int64_t(m_emulator->position().line) - std::int64_t(keyframe.cursorLine);
    for (shell::Block block : keyframe.blocks) {
        if (shift(block.promptStart, by) && shift(block.commandStart, by) && shift(block.outputStart, by) && shift(block.end, by))
            m_blocks.push_back(std::move(block));
    }
    m_lastOffset = keyframe.lastOffset;
    m_time = keyframe.place.time;
    m_place = keyframe.place;
    m_reader.seek(m_place);
}

} // namespace core::recording
