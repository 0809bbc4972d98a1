// The form's inputs and what stands below them.
#include "ui/desk/create_dialog.h"
#include "ui/desk/field_row.h"
#include "ui/desk/job_view.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;

namespace {
constexpr int kFewLines = 56, kPreviewHeight = 76; // two and three lines
}

QLineEdit *CreateDialog::addLine(QFormLayout &form, FormField field, const char *name, const QString &title, const QString &placeholder)
{
    auto *const line = new QLineEdit(m_body);
    line->setObjectName(QLatin1String(name));
    line->setPlaceholderText(placeholder);
    m_rows.emplace(field, new FieldRow(form, title, line, placeholder));
    connect(line, &QLineEdit::textChanged, this, &CreateDialog::refresh);
    return line;
}

QPlainTextEdit *CreateDialog::addText(QFormLayout &form, FormField field, const char *name, const QString &title, const QString &placeholder)
{
    auto *const text = new QPlainTextEdit(m_body);
    text->setObjectName(QLatin1String(name));
    text->setPlaceholderText(placeholder);
    text->setProperty("kind", QStringLiteral("field"));
    text->setTabChangesFocus(true);
    text->setFixedHeight(kFewLines);
    m_rows.emplace(field, new FieldRow(form, title, text, placeholder));
    connect(text, &QPlainTextEdit::textChanged, this, &CreateDialog::refresh);
    return text;
}

void CreateDialog::buildFields(QFormLayout &form)
{
    const auto combo = [this](const char *name, const QString &placeholder) {
        auto *const box = new QComboBox(m_body);
        box->setObjectName(QLatin1String(name));
        box->setEditable(true);
        box->setInsertPolicy(QComboBox::NoInsert);
        box->lineEdit()->setPlaceholderText(placeholder);
        connect(box, &QComboBox::editTextChanged, this, &CreateDialog::refresh);
        return box;
    };
    if (m_engines->count() > 1)
        new FieldRow(form, tr("Engine"), m_engines);
    else
        m_engines->hide();
    m_image = combo("image", tr("debian:12; it is pulled if the engine does not have it"));
    m_rows.emplace(FormField::Image, new FieldRow(form, tr("Image"), m_image));
    m_name = addLine(form, FormField::Name, "name", tr("Name"), tr("the engine chooses one"));
    m_command = addLine(form, FormField::Command, "command", tr("Command"), tr("the image's own"));
    m_ports = addText(form, FormField::Ports, "ports", tr("Ports"), tr("8080:80, a line each; here : in the container"));
    m_mounts = addText(form, FormField::Mounts, "mounts", tr("Mounts"), tr("/srv/data:/data:ro or volume:/data, a line each"));
    m_environment = addText(form, FormField::Environment, "environment", tr("Environment"), tr("NAME=value, a line each"));
    m_network = combo("network", tr("the engine's usual one"));
    new FieldRow(form, tr("Network"), m_network);
    m_user = addLine(form, FormField::User, "user", tr("User"), tr("the image's own"));
    m_folder = addLine(form, FormField::WorkingDir, "folder", tr("Folder"), tr("the image's own"));
}

void CreateDialog::buildLimits(QFormLayout &form)
{
    m_restart = new QComboBox(m_body);
    m_restart->setObjectName(QStringLiteral("restart"));
    m_restart->addItem(tr("Never"), QString());
    m_restart->addItem(tr("Unless it was stopped"), QStringLiteral("unless-stopped"));
    m_restart->addItem(tr("Always"), QStringLiteral("always"));
    m_restart->addItem(tr("After a failure, five times at most"), QStringLiteral("on-failure:5"));
    m_rows.emplace(FormField::Restart, new FieldRow(form, tr("Start again"), m_restart));
    connect(m_restart, &QComboBox::currentIndexChanged, this, &CreateDialog::refresh);
    m_memory = addLine(form, FormField::Memory, "memory", tr("Memory"), tr("no limit; 512m, 2g"));
    m_cpus = addLine(form, FormField::Cpus, "cpus", tr("Processors"), tr("no limit; 1.5"));
    m_processes = addLine(form, FormField::Processes, "processes", tr("Processes"), tr("no limit; 100"));
    m_health = addLine(form, FormField::Health, "health", tr("Health check"), tr("the image's own; curl -f localhost"));
    m_healthEvery = new QLineEdit(m_body);
    m_healthEvery->setObjectName(QStringLiteral("healthEvery"));
    m_healthEvery->setPlaceholderText(tr("30s"));
    connect(m_healthEvery, &QLineEdit::textChanged, this, &CreateDialog::refresh);
    new FieldRow(form, tr("Checked every"), m_healthEvery);
    m_devices = addText(form, FormField::Devices, "devices", tr("Devices"), tr("/dev/kvm or /dev/sdb:/dev/disk:r, a line each"));
    m_capabilities = addLine(form, FormField::Capabilities, "capabilities", tr("Capabilities"), tr("the usual ones; NET_ADMIN gives one, -MKNOD takes one"));
    auto *const checks = new QWidget(m_body);
    auto *const row = new QHBoxLayout(checks);
    row->setContentsMargins(0, kSpace1, 0, kSpace1);
    row->setSpacing(kSpace4);
    const auto check = [&](const char *name, const QString &text, bool on) {
        auto *const box = new QCheckBox(text, checks);
        box->setObjectName(QLatin1String(name));
        box->setChecked(on);
        connect(box, &QCheckBox::toggled, this, &CreateDialog::refresh);
        row->addWidget(box);
        return box;
    };
    m_tty = check("tty", tr("A terminal"), true);
    m_openStdin = check("stdin", tr("Input stays open"), true);
    m_autoRemove = check("autoRemove", tr("Removed when it stops"), false);
    row->addStretch();
    form.addRow(QString(), checks);
}

void CreateDialog::buildPreview(QVBoxLayout &column)
{
    auto *const row = new QHBoxLayout;
    auto *const title = new QLabel(tr("As a command"), this);
    title->setFont(labelFont());
    setVariant(title, "tone", "dim");
    auto *const copy = new QPushButton(tr("Copy"), this);
    copy->setObjectName(QStringLiteral("copyLine"));
    copy->setAutoDefault(false);
    setVariant(copy, "size", "small");
    row->addWidget(title);
    row->addStretch();
    row->addWidget(copy);
    column.addLayout(row);
    m_line = new QPlainTextEdit(this);
    m_line->setObjectName(QStringLiteral("runLine"));
    m_line->setAccessibleName(tr("The command that would make it"));
    m_line->setReadOnly(true);
    m_line->setProperty("kind", QStringLiteral("field"));
    m_line->setTabChangesFocus(true);
    m_line->setFont(monoFont(12));
    m_line->setFixedHeight(kPreviewHeight);
    column.addWidget(m_line);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(runLine()); });
}

void CreateDialog::buildFooter(QVBoxLayout &column)
{
    m_job = new JobView(this);
    column.addWidget(m_job);
    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    m_then = new QComboBox(this);
    m_then->setObjectName(QStringLiteral("then"));
    m_then->setAccessibleName(tr("Once it runs"));
    m_then->addItem(tr("Then open a shell in it"), int(Then::Shell));
    m_then->addItem(tr("Then attach to its main process"), int(Then::Attach));
    m_then->addItem(tr("Then leave it alone"), int(Then::Nothing));
    m_then->setItemData(0, tr("A process of its own beside the main one, with command blocks; the container runs on when it is left"), Qt::ToolTipRole);
    m_then->setItemData(1, tr("As run -it does: the tab is the main process's terminal. It has no command blocks; closing the tab detaches"), Qt::ToolTipRole);
    connect(m_then, &QComboBox::currentIndexChanged, this, &CreateDialog::refresh);
    auto *const cancel = new QPushButton(tr("Cancel"), this);
    m_create = new QPushButton(tr("Create only"), this);
    m_create->setObjectName(QStringLiteral("create"));
    m_start = new QPushButton(tr("Create and start"), this);
    m_start->setObjectName(QStringLiteral("start"));
    setVariant(m_start, "kind", "primary");
    for (QPushButton *button : {cancel, m_create})
        button->setAutoDefault(false);
    m_start->setDefault(true);
    row->addWidget(m_then);
    row->addStretch();
    row->addWidget(cancel);
    row->addWidget(m_create);
    row->addWidget(m_start);
    column.addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &CreateDialog::reject);
    connect(m_create, &QPushButton::clicked, this, [this] { submit(false); });
    connect(m_start, &QPushButton::clicked, this, [this] { submit(true); });
}

} // namespace ui::desk
