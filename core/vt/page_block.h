// Memory straight from the system, in whole pages: it goes back the moment it is freed, by whichever thread. What malloc
// took for a session's thread it keeps, so a history that was cleared, or one huge line, would stay resident for good.
#pragma once
#include <cstddef>
#include <new>
#include <sys/mman.h>

namespace core::vt {

class PageBlock
{
public:
    explicit PageBlock(std::size_t bytes) : m_bytes(bytes)
    {
        // Populated at once: it is filled from end to end anyway, and sixteen page faults cost more than one call.
        void *const at = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
        if (at == MAP_FAILED)
            throw std::bad_alloc();
        m_data = static_cast<char *>(at);
    }
    ~PageBlock() { ::munmap(m_data, m_bytes); }
    PageBlock(const PageBlock &) = delete;
    PageBlock &operator=(const PageBlock &) = delete;

    char *data() const { return m_data; }

private:
    char *m_data = nullptr;
    std::size_t m_bytes;
};

} // namespace core::vt
