#include "ui/desk/inspect_page.h"

#include "core/engine/run_line.h"
#include "ui/desk/desk_text.h"
#include "ui/desk/inspect_text.h"
#include "ui/desk/page_stack.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTextBlock>
#include <QTimer>
#include <QTreeView>
#include <algorithm>

namespace ui::desk {

using namespace ui::theme;

namespace {

constexpr int kTreeRow = 22, kLeastNames = 220, kMostNames = 420;
constexpr int kMostMarks = 2000; // matches that are marked in the text

void addRows(QStandardItem *parent, const QString &key, const QJsonValue &value)
{
    auto *const name = new QStandardItem(key);
    auto *const words = new QStandardItem(valueText(value).left(4000));
    name->setSizeHint(QSize(QFontMetrics(monoFont(12)).horizontalAdvance(key) + kSpace3, kTreeRow));
    name->setEditable(false);
    words->setEditable(false);
    words->setToolTip(value.isString() ? QStringLiteral("<qt>%1</qt>").arg(value.toString().left(2000).toHtmlEscaped()) : QString());
    if (value.isArray() || value.isObject())
        words->setData(color(Role::Dim), Qt::ForegroundRole);
    parent->appendRow({name, words});
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            addRows(name, QString::number(i), array[i]);
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            addRows(name, it.key(), it.value());
    }
}

class EitherColumn : public QSortFilterProxyModel // a row stays for its name or its value
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const QString words = filterRegularExpression().pattern();
        if (words.isEmpty())
            return true;
        for (int column = 0; column < 2; ++column) {
            if (sourceModel()->index(row, column, parent).data().toString().contains(filterRegularExpression()))
                return true;
        }
        return false;
    }
};

} // namespace

InspectPage::InspectPage(WatchedContainer &watched, QWidget *parent) : QWidget(parent), m_watched(watched)
{
    auto *const content = new QWidget;
    auto *const column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *const bar = new QHBoxLayout;
    bar->setContentsMargins(kSpace4, kSpace2, kSpace4, kSpace2);
    bar->setSpacing(kSpace1 + 2);
    buildBar(bar);
    column->addLayout(bar);

    m_model = new QStandardItemModel(0, 2, this);
    m_filtered = new EitherColumn(this);
    m_filtered->setRecursiveFilteringEnabled(true);
    m_filtered->setSourceModel(m_model);
    m_tree = new QTreeView(content);
    m_tree->setModel(m_filtered);
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setFont(monoFont(12));
    m_tree->setAccessibleName(tr("What the engine tells of this container"));
    m_tree->setSelectionMode(QAbstractItemView::SingleSelection);
    m_tree->setIndentation(18);
    m_plain = new QPlainTextEdit(content);
    m_plain->setReadOnly(true);
    m_plain->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_plain->setFont(monoFont(12));
    m_plain->setFrameShape(QFrame::NoFrame);
    m_plain->setProperty("kind", QStringLiteral("bare"));
    m_plain->setAccessibleName(tr("Text"));
    m_views = new QStackedWidget(content);
    for (QWidget *view : {static_cast<QWidget *>(m_tree), static_cast<QWidget *>(m_plain)}) {
        auto *const margin = new QWidget(m_views);
        auto *const inside = new QVBoxLayout(margin);
        inside->setContentsMargins(kSpace4, 0, 0, 0);
        inside->addWidget(view);
        m_views->addWidget(margin);
    }
    column->addWidget(m_views, 1);
    m_note = new QLabel(content);
    m_note->setObjectName(QStringLiteral("inspectNote"));
    m_note->setFont(textFont(12));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setContentsMargins(kSpace4, kSpace1, kSpace4, kSpace1);
    setVariant(m_note, "tone", "dim");
    column->addWidget(m_note);
    m_stack = new PageStack(content, tr("Asking for the details"), this);
    auto *const whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);
    setFocusProxy(m_tree);
    connect(new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WindowShortcut), &QShortcut::activated, this, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    connect(&watched, &WatchedContainer::detailsChanged, this, &InspectPage::refresh);
    refresh();
}

void InspectPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_model)
        fillTree(); // its rows carry colours
}

void InspectPage::buildBar(QHBoxLayout *row)
{
    auto *const group = new QButtonGroup(this);
    const auto segment = [&](const QString &words, As as) {
        auto *const button = new QPushButton(words, this);
        button->setCheckable(true);
        button->setProperty("segment", true);
        group->addButton(button);
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, as] { showAs(as); });
        return button;
    };
    m_treeButton = segment(tr("Tree"), As::Tree);
    m_textButton = segment(tr("JSON"), As::Text);
    m_runButton = segment(tr("Run line"), As::RunLine);
    m_treeButton->setChecked(true);
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("inspectSearch"));
    m_search->setPlaceholderText(tr("Search (Ctrl+F)"));
    m_search->setAccessibleName(tr("Search the details"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(110);
    row->addWidget(m_search, 1);
    m_secrets = new QPushButton(tr("Show secrets"), this);
    m_secrets->setObjectName(QStringLiteral("secrets"));
    m_secrets->setCheckable(true);
    m_secrets->setProperty("segment", true);
    m_secrets->setToolTip(tr("Passwords, tokens and keys, here and in what is copied"));
    row->addWidget(m_secrets);
    m_copy = new QPushButton(icon(QStringLiteral("copy")), {}, this);
    m_copy->setObjectName(QStringLiteral("copyDetails"));
    row->addWidget(m_copy);
    connect(m_search, &QLineEdit::textChanged, this, &InspectPage::search);
    connect(m_search, &QLineEdit::returnPressed, this, &InspectPage::findNext);
    connect(m_secrets, &QPushButton::toggled, this, &InspectPage::refresh);
    connect(m_copy, &QPushButton::clicked, this, &InspectPage::copy);
}

void InspectPage::showAs(As as)
{
    m_as = as;
    QPushButton *const chosen = as == As::Tree ? m_treeButton : as == As::Text ? m_textButton : m_runButton;
    chosen->setChecked(true);
    refresh();
}

void InspectPage::refresh()
{
    const auto *const details = m_watched.details();
    if (!details) {
        const auto &error = m_watched.detailsError();
        if (error.code.empty() && !m_watched.isGone())
            m_stack->showLoading();
        else
            m_stack->showNotice(QStringLiteral("circle-alert"), tr("The details could not be read"), text(error.message), tr("Try again"), [this] { m_watched.reload(); });
        return;
    }
    const QJsonDocument document = details->rawIsCut ? QJsonDocument() : QJsonDocument::fromJson(QByteArray::fromStdString(details->raw));
    int hidden = 0;
    if (document.isObject()) {
        MaskedJson shown = masked(document.object());
        hidden = m_secrets->isChecked() ? 0 : shown.hidden;
        const QJsonValue next = m_secrets->isChecked() ? QJsonValue(document.object()) : shown.value;
        if (next != m_json) {
            m_json = next;
            m_text = jsonText(m_json);
            fillTree();
        }
    } else {
        m_json = QJsonValue(QJsonValue::Undefined);
        m_text = tr("The engine's answer is too long to be shown.");
        m_model->removeRows(0, m_model->rowCount());
    }
    const bool podman = m_watched.engine() && m_watched.engine()->kind() == core::engine::EngineKind::Podman;
    m_runButton->setText(podman ? QStringLiteral("podman run") : QStringLiteral("docker run"));
    m_copy->setText(m_as == As::RunLine ? (podman ? tr("Copy as podman run line") : tr("Copy as docker run line")) : tr("Copy as JSON"));
    if (m_as == As::RunLine) {
        askForImage();
        m_plain->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    } else {
        m_plain->setLineWrapMode(QPlainTextEdit::NoWrap);
    }
    const QString plain = m_as == As::RunLine ? runText() : m_text;
    if (m_as != As::Tree && m_plain->toPlainText() != plain)
        m_plain->setPlainText(plain);
    m_views->setCurrentIndex(m_as == As::Tree ? 0 : 1);
    setFocusProxy(m_as == As::Tree ? static_cast<QWidget *>(m_tree) : m_plain);
    if (m_as == As::RunLine && hidden > 0)
        m_note->setText(tr("Secrets are left out: variables take their values from the shell that the line is run in."));
    else if (hidden > 0)
        m_note->setText(hidden == 1 ? tr("One secret is hidden.") : tr("%1 secrets are hidden.").arg(hidden));
    else
        m_note->setText(m_secrets->isChecked() ? tr("Nothing is hidden: mind who looks over your shoulder, and what you copy.") : tr("Nothing in it looks like a secret."));
    m_stack->showContent();
    search();
}

void InspectPage::fillTree()
{
    m_model->removeRows(0, m_model->rowCount()); // cleared, it would lose its columns, and the header their widths
    const QJsonObject object = m_json.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        addRows(m_model->invisibleRootItem(), it.key(), it.value());
    for (const char *open : {"State", "Config"}) {
        for (QStandardItem *item : m_model->findItems(QLatin1String(open)))
            m_tree->expand(m_filtered->mapFromSource(item->index()));
    }
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Interactive);
}

void InspectPage::askForImage()
{
    const auto *const details = m_watched.details();
    auto *const images = m_watched.engine() ? m_watched.engine()->imageStore() : nullptr;
    if (!images || m_asking.isBusy() || !details || details->imageId.empty() || m_askedFor == details->imageId)
        return;
    m_askedFor = details->imageId;
    m_asking.keep(images->inspect(details->imageId, m_asking.begin<core::engine::ImageDetails>([this](core::base::Result<core::engine::ImageDetails> image) {
        m_image.reset();
        if (image) // else everything is written out, which is right too
            m_image = std::move(*image);
        refresh();
    })));
}

QString InspectPage::runText() const
{
    const auto *const details = m_watched.details();
    if (!details)
        return {};
    const bool all = m_secrets->isChecked();
    const auto kind = m_watched.engine() ? m_watched.engine()->kind() : core::engine::EngineKind::Docker;
    const QString line = text(core::engine::runLine(kind, core::engine::specOf(*details, m_image ? &*m_image : nullptr), [all](std::string_view name) { return !all && hidesValueOf(name); }));
    QStringList others;
    for (const std::string &option : details->others)
        others << text(option);
    return others.isEmpty() ? line : line + tr("\n# It was made with more, which is left out here: %1").arg(others.join(QStringLiteral(", ")));
}

void InspectPage::search()
{
    const QString words = m_search->text();
    if (m_as == As::Tree) {
        m_filtered->setFilterRegularExpression(QRegularExpression(QRegularExpression::escape(words), QRegularExpression::CaseInsensitiveOption));
        if (!words.isEmpty())
            m_tree->expandAll();
        m_tree->resizeColumnToContents(0);
        m_tree->header()->resizeSection(0, std::clamp(m_tree->columnWidth(0) + kSpace3, kLeastNames, kMostNames));
        return;
    }
    QList<QTextEdit::ExtraSelection> marks;
    if (!words.isEmpty()) {
        QTextEdit::ExtraSelection mark;
        QColor ground = color(Role::Warn);
        ground.setAlphaF(0.35F);
        mark.format.setBackground(ground);
        for (QTextCursor at = m_plain->document()->find(words); !at.isNull() && marks.size() < kMostMarks; at = m_plain->document()->find(words, at)) {
            mark.cursor = at;
            marks << mark;
        }
    }
    m_plain->setExtraSelections(marks);
}

void InspectPage::findNext()
{
    if (m_as == As::Tree) {
        m_tree->setFocus();
        return;
    }
    if (!m_plain->find(m_search->text())) {
        m_plain->moveCursor(QTextCursor::Start);
        m_plain->find(m_search->text());
    }
}

void InspectPage::copy()
{
    QGuiApplication::clipboard()->setText(m_as == As::RunLine ? runText() : m_text);
    m_note->setText(m_as == As::RunLine ? tr("The command line is in the clipboard.") : m_secrets->isChecked() ? tr("The details are in the clipboard, with their secrets.") : tr("The details are in the clipboard, without their secrets."));
}

QString InspectPage::plainText() const
{
    if (!m_stack->isContent())
        return m_stack->noticeText();
    if (m_as != As::Tree)
        return m_plain->toPlainText();
    QStringList out;
    const std::function<void(const QModelIndex &)> walk = [&](const QModelIndex &parent) {
        for (int row = 0; row < m_filtered->rowCount(parent); ++row) {
            const QModelIndex index = m_filtered->index(row, 0, parent);
            out << index.data().toString() + QStringLiteral(": ") + index.siblingAtColumn(1).data().toString();
            walk(index);
        }
    };
    walk({});
    return out.join(QLatin1Char('\n'));
}

void InspectPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_search->text().isEmpty())
        m_search->clear();
    else if (event->matches(QKeySequence::Copy) && m_tree->hasFocus() && m_tree->currentIndex().isValid())
        QGuiApplication::clipboard()->setText(m_tree->currentIndex().siblingAtColumn(1).data().toString());
    else
        QWidget::keyPressEvent(event);
}

} // namespace ui::desk
