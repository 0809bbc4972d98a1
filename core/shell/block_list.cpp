#include "core/shell/block_list.h"

#include <algorithm>
#include <utility>

namespace core::shell {

BlockList::BlockList(std::initializer_list<Block> blocks)
{
    std::vector<BlockPtr> pointers;
    for (const Block &block : blocks)
        pointers.push_back(std::make_shared<const Block>(block));
    append(std::move(pointers));
}

BlockList::BlockList(const std::vector<Block> &blocks)
{
    std::vector<BlockPtr> pointers;
    for (const Block &block : blocks)
        pointers.push_back(std::make_shared<const Block>(block));
    append(std::move(pointers));
}

BlockList::const_iterator BlockList::find(base::BlockId id) const
{
    const auto at = std::lower_bound(begin(), end(), id, [](const Block &block, base::BlockId wanted) { return block.id < wanted; });
    return at != end() && at->id == id ? at : end();
}

void BlockList::push_back(Block block)
{
    std::vector<BlockPtr> one;
    one.push_back(std::make_shared<const Block>(std::move(block)));
    append(std::move(one));
}

void BlockList::append(std::vector<BlockPtr> blocks)
{
    for (std::size_t done = 0; done < blocks.size();) {
        const std::size_t at = (m_first + m_size) % kChunk, count = std::min(kChunk - at, blocks.size() - done);
        if (at == 0)
            m_chunks.push_back(std::make_shared<const Chunk>());
        std::move(blocks.begin() + std::ptrdiff_t(done), blocks.begin() + std::ptrdiff_t(done + count), ownChunk(m_chunks.size() - 1).begin() + std::ptrdiff_t(at));
        m_size += count;
        done += count;
    }
}

Block &BlockList::edit(const_iterator at)
{
    auto copy = std::make_shared<Block>(*at);
    Block &block = *copy;
    const std::size_t i = m_first + at.m_index;
    ownChunk(i / kChunk)[i % kChunk] = std::move(copy);
    return block;
}

// Always a fresh one: whether somebody still has the old one cannot be asked without a race.
BlockList::Chunk &BlockList::ownChunk(std::size_t index)
{
    auto copy = std::make_shared<Chunk>(*m_chunks[index]);
    Chunk &chunk = *copy;
    m_chunks[index] = std::move(copy);
    return chunk;
}

void BlockList::erase(const_iterator first, const_iterator last)
{
    const std::size_t from = first.m_index, to = last.m_index;
    if (from == to)
        return;
    if (from == 0) { // the usual case: the oldest are forgotten
        m_first += to;
        m_size -= to;
        m_chunks.erase(m_chunks.begin(), m_chunks.begin() + std::ptrdiff_t(m_first / kChunk));
        m_first %= kChunk;
        if (m_size == 0)
            *this = {};
        return;
    }
    std::vector<BlockPtr> after;
    for (std::size_t i = m_first + to; i < m_first + m_size; ++i)
        after.push_back((*m_chunks[i / kChunk])[i % kChunk]);
    m_size = from;
    m_chunks.resize((m_first + from + kChunk - 1) / kChunk);
    append(std::move(after));
}

} // namespace core::shell
