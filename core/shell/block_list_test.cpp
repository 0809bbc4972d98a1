#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/shell/block_list.h"

#include <QTest>
#include <algorithm>
#include <iterator>
#include <random>
#include <vector>

using namespace core;
using namespace core::shell;

static_assert(std::random_access_iterator<BlockList::const_iterator>);

namespace {

Block numbered(std::uint64_t id)
{
    Block block;
    block.id = {id};
    block.command = "command " + std::to_string(id);
    return block;
}

using Pairs = std::vector<std::pair<std::uint64_t, std::string>>; // what tells blocks apart here

template<class Blocks> Pairs pairs(const Blocks &blocks)
{
    Pairs out;
    for (const Block &block : blocks)
        out.emplace_back(block.id.value, block.command);
    return out;
}

} // namespace

class BlockListTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isWalkedBothWays()
    {
        const BlockList empty;
        QVERIFY(empty.empty() && empty.begin() == empty.end() && empty.find({1}) == empty.end());
        const BlockList list{numbered(3), numbered(5), numbered(9)};
        QCOMPARE(list.size(), std::size_t(3));
        QCOMPARE(list.front().id.value, std::uint64_t(3));
        QCOMPARE(list.back().id.value, std::uint64_t(9));
        QCOMPARE(list.rbegin()->id.value, std::uint64_t(9));
        QCOMPARE((list.end() - 2)->id.value, std::uint64_t(5));
        QCOMPARE(list.end() - list.begin(), std::ptrdiff_t(3));
        QCOMPARE(list.find({5}) - list.begin(), std::ptrdiff_t(1));
        QVERIFY(list.find({4}) == list.end() && list.find({10}) == list.end());
    }

    void aCopyStaysAsItWas()
    {
        BlockList list;
        for (std::uint64_t id = 1; id <= 200; ++id)
            list.push_back(numbered(id));
        const BlockList copy = list;
        const Pairs before = pairs(copy);
        list.edit(list.find({150})).command = "changed";
        list.edit(list.begin()).command = "changed too";
        list.erase(list.begin() + 70, list.begin() + 71);
        list.erase(list.begin(), list.begin() + 65);
        list.push_back(numbered(201));
        QVERIFY(pairs(copy) == before);
        QCOMPARE(list.find({150})->command, std::string("changed"));
        QCOMPARE(list.size(), std::size_t(200 - 66 + 1));
        QVERIFY(list.find({71}) == list.end() && list.front().id.value == 66);
    }

    // What did not change is the same object in the list and in its copies: the price of a copy does not grow with it.
    void copiesShareWhatDidNotChange()
    {
        BlockList list;
        for (std::uint64_t id = 1; id <= 10'000; ++id)
            list.push_back(numbered(id));
        const BlockList before = list;
        list.edit(list.end() - 1).command = "changed";
        list.push_back(numbered(10'001));
        QVERIFY(&before.back() != &list[9'999]);
        std::size_t same = 0;
        for (std::size_t i = 0; i < 9'999; ++i)
            same += &before[i] == &list[i];
        QCOMPARE(same, std::size_t(9'999));
    }

    // Any changes in any order give what a vector would, and no copy taken in between notices.
    void behavesLikeAVector()
    {
        std::mt19937 random(20240611);
        for (int round = 0; round < 20; ++round) {
            BlockList list;
            std::vector<Block> model;
            std::vector<std::pair<BlockList, Pairs>> copies;
            std::uint64_t id = 0;
            for (int step = 0; step < 600; ++step) {
                const std::size_t n = model.size();
                const auto within = [&](std::size_t end) { return std::ptrdiff_t(end ? random() % end : 0); };
                switch (random() % 8) {
                case 0:
                    if (n) {
                        const auto at = within(n);
                        list.edit(list.begin() + at).command = model[std::size_t(at)].command = std::to_string(step);
                    }
                    break;
                case 1: {
                    const auto from = random() % 2 ? 0 : within(n), to = from + within(std::min(n - std::size_t(from) + 1, std::size_t(20)));
                    list.erase(list.begin() + from, list.begin() + to);
                    model.erase(model.begin() + from, model.begin() + to);
                    break;
                }
                case 2:
                    if (random() % 4 == 0)
                        copies.emplace_back(list, pairs(model));
                    break;
                default:
                    id += 1 + random() % 3;
                    list.push_back(numbered(id));
                    model.push_back(numbered(id));
                }
                QCOMPARE(list.size(), model.size());
            }
            QVERIFY(pairs(list) == pairs(model));
            QVERIFY(pairs(BlockList(model)) == pairs(model));
            for (const Block &block : model)
                QCOMPARE(list.find(block.id)->command, block.command);
            for (const auto &[copy, content] : copies)
                QVERIFY(pairs(copy) == content);
        }
    }
};
BERTH_TEST(BlockListTest)
#include "block_list_test.moc"
