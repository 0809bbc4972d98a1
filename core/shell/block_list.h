// The blocks of a session, oldest first. Copying is cheap whatever the length, because a copy shares what did not change:
// the tracker owns one and a copy of it goes out with each frame.
//
// Threads: a list belongs to one thread; copies may go to others, what they share is immutable.
#pragma once
#include "core/shell/block.h"

#include <array>
#include <compare>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <vector>

namespace core::shell {

class BlockList
{
public:
    class const_iterator
    {
    public:
        using iterator_category = std::random_access_iterator_tag;
        using value_type = Block;
        using difference_type = std::ptrdiff_t;
        using pointer = const Block *;
        using reference = const Block &;

        const_iterator() = default;
        reference operator*() const { return (*m_list)[m_index]; }
        pointer operator->() const { return &**this; }
        reference operator[](difference_type n) const { return *(*this + n); }
        const_iterator &operator+=(difference_type n)
        {
            m_index += std::size_t(n); // wraps around for a negative n, as it should
            return *this;
        }
        const_iterator &operator-=(difference_type n) { return *this += -n; }
        const_iterator &operator++() { return *this += 1; }
        const_iterator &operator--() { return *this -= 1; }
        const_iterator operator++(int)
        {
            const auto old = *this;
            ++*this;
            return old;
        }
        const_iterator operator--(int)
        {
            const auto old = *this;
            --*this;
            return old;
        }
        friend const_iterator operator+(const_iterator it, difference_type n) { return it += n; }
        friend const_iterator operator+(difference_type n, const_iterator it) { return it += n; }
        friend const_iterator operator-(const_iterator it, difference_type n) { return it -= n; }
        friend difference_type operator-(const const_iterator &a, const const_iterator &b) { return difference_type(a.m_index - b.m_index); }
        friend bool operator==(const const_iterator &a, const const_iterator &b) { return a.m_index == b.m_index; }
        friend auto operator<=>(const const_iterator &a, const const_iterator &b) { return a.m_index <=> b.m_index; }

    private:
        friend class BlockList;
        const_iterator(const BlockList *list, std::size_t index) : m_list(list), m_index(index) {}
        const BlockList *m_list = nullptr;
        std::size_t m_index = 0;
    };
    using iterator = const_iterator;
    using const_reverse_iterator = std::reverse_iterator<const_iterator>;
    using value_type = Block;
    using const_reference = const Block &;
    using size_type = std::size_t;

    BlockList() = default;
    BlockList(std::initializer_list<Block> blocks);
    explicit BlockList(const std::vector<Block> &blocks);

    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    const Block &operator[](std::size_t i) const { return *(*m_chunks[(m_first + i) / kChunk])[(m_first + i) % kChunk]; }
    const Block &front() const { return (*this)[0]; }
    const Block &back() const { return (*this)[m_size - 1]; }
    const_iterator begin() const { return {this, 0}; }
    const_iterator end() const { return {this, m_size}; }
    const_reverse_iterator rbegin() const { return const_reverse_iterator(end()); }
    const_reverse_iterator rend() const { return const_reverse_iterator(begin()); }

    // REQUIRES: ids grow from block to block, as the tracker gives them out.
    const_iterator find(base::BlockId id) const; // end() when there is none

    // ---- the owner's. What a copy shows does not change by these. Iterators become void.
    void push_back(Block block);
    // A block to be changed, until the list is next changed or copied.
    Block &edit(const_iterator at);
    void erase(const_iterator first, const_iterator last);

private:
    static constexpr std::size_t kChunk = 64; // a change copies as many pointers, a copy a pointer for each
    using BlockPtr = std::shared_ptr<const Block>;
    using Chunk = std::array<BlockPtr, kChunk>;

    void append(std::vector<BlockPtr> blocks);
    Chunk &ownChunk(std::size_t index); // one that nobody else has

    std::vector<std::shared_ptr<const Chunk>> m_chunks;
    std::size_t m_first = 0; // of the first chunk, where the list begins
    std::size_t m_size = 0;
};
using BlockListPtr = std::shared_ptr<const BlockList>; // published with each session frame

} // namespace core::shell
